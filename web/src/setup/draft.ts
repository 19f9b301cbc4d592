/** What the wizard asks, before anything of it is sent. */
export interface Draft {
  organisation: string;
  name: string;
  login: string;
  password: string;
  again: string;
  others: Record<OtherRole, { name: string; login: string; later: boolean }>;
  demonstration: boolean;
}
export const otherRoles = ['security_administrator', 'audit_administrator'] as const;
export type OtherRole = (typeof otherRoles)[number];
export const stepNames = ['organisation', 'administrators', 'signIn', 'demonstration'] as const;
export type StepName = (typeof stepNames)[number];

/** An administrator's; the server says so too. */
export const shortestPassword = 15;

export const emptyDraft = (): Draft => ({
  organisation: '',
  name: '',
  login: '',
  password: '',
  again: '',
  others: {
    security_administrator: { name: '', login: '', later: false },
    audit_administrator: { name: '', login: '', later: false },
  },
  demonstration: true,
});

/** A login as the server compares it: half width, small letters. */
const alike = (login: string): string => login.trim().normalize('NFKC').toLowerCase();
/** Characters as people count them: a rare one of four bytes is one. */
export const lengthOf = (text: string): number => [...text].length;

/** What is not right in a step: field → word of `setup.*` that says so. */
export function faultsOf(step: StepName, draft: Draft): Map<string, string> {
  const faults = new Map<string, string>();
  const need = (field: string, value: string, word: string): void => {
    if (!value.trim()) faults.set(field, word);
  };
  if (step === 'organisation')
    need('organisation', draft.organisation, 'setup.organisation.required');
  if (step !== 'administrators') return faults;
  for (const field of ['name', 'login', 'password'] as const)
    need(field, draft[field], 'setup.administrators.required');
  if (draft.password && lengthOf(draft.password) < shortestPassword)
    faults.set('password', 'setup.administrators.short');
  if (draft.again !== draft.password) faults.set('again', 'setup.administrators.differs');
  const seen = new Set([alike(draft.login)]);
  for (const role of otherRoles) {
    const one = draft.others[role];
    if (one.later) continue;
    for (const field of ['name', 'login'] as const)
      need(`${role}.${field}`, one[field], 'setup.administrators.required');
    if (one.login.trim() && seen.has(alike(one.login)))
      faults.set(`${role}.login`, 'setup.administrators.same');
    seen.add(alike(one.login));
  }
  return faults;
}

/** The body of the request; who is registered later is left out. */
export function bodyOf(draft: Draft, code: string) {
  const others = Object.fromEntries(
    otherRoles
      .filter((role) => !draft.others[role].later)
      .map((role) => {
        const { name, login } = draft.others[role];
        return [role, { name: name.trim(), login: login.trim() }];
      }),
  );
  return {
    code,
    organisation: draft.organisation.trim(),
    name: draft.name.trim(),
    login: draft.login.trim(),
    password: draft.password,
    ...others,
  };
}
