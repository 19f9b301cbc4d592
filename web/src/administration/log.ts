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
  demonstration: ['load_demonstration', 'remove_demonstration'],
  personal: ['open_personal', 'read_document', 'export'],
} as const;
