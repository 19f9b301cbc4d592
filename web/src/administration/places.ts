// The pages of the administrators, and the action of the policy that opens each.

export interface AdminPage {
  to: string;
  word: string;
  needs: string;
}

/* words: administration.page.* */
export const adminPages: AdminPage[] = [
  { to: '/admin/condition', word: 'administration.page.condition', needs: 'read_accounts' },
  { to: '/admin/organisations', word: 'administration.page.organisations', needs: 'read_accounts' },
  { to: '/admin/people', word: 'administration.page.people', needs: 'read_accounts' },
  { to: '/admin/accounts', word: 'administration.page.accounts', needs: 'read_accounts' },
  { to: '/admin/roles', word: 'administration.page.roles', needs: 'read_accounts' },
  { to: '/admin/sign-in', word: 'administration.page.signIn', needs: 'read_accounts' },
  { to: '/admin/tokens', word: 'administration.page.tokens', needs: 'manage_security' },
  { to: '/admin/webhooks', word: 'administration.page.webhooks', needs: 'manage_webhooks' },
  { to: '/admin/log', word: 'administration.page.log', needs: 'read_access_log' },
  { to: '/admin/personal', word: 'administration.page.personal', needs: 'read_accounts' },
];
