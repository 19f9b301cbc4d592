/* words: administration.log.action.*, administration.log.group.* */

/** What the access log notes, by what it is about. */
export const logActions = {
  signIn: ['sign_in', 'choose_password', 'change_password', 'set_second_factor'],
  accounts: [
    'set_up',
    'make_account',
    'lock_account',
    'unlock_account',
    'make_password_link',
    'remove_second_factor',
    'end_session',
    'end_sessions',
    'link_account',
    'unlink_account',
  ],
  tokens: ['make_token', 'revoke_token', 'make_share', 'end_share', 'read_share'],
  webhooks: [
    'make_webhook',
    'change_webhook',
    'start_webhook',
    'stop_webhook',
    'fail_webhook',
    'renew_webhook_secret',
    'end_webhook',
    'resend_webhook',
  ],
  demonstration: ['load_demonstration', 'remove_demonstration'],
  personal: ['open_personal', 'read_document', 'export'],
} as const;
