import { ref } from 'vue';
import { api, fromPage, take } from '../api/client';
import { ProblemError } from '../api/problem';
import type { Session } from '../api/shapes';

/** Whoever runs the system, looks after proofs of identity, or watches over both. */
export const administrators = ['administrator', 'security_administrator', 'audit_administrator'];

/** Who is signed in; null when nobody is; undefined until asked. */
export const session = ref<Session | null | undefined>(undefined);

export async function askSession(): Promise<Session | null> {
  if (session.value !== undefined) return session.value;
  try {
    session.value = await take(api.GET('/api/v1/session'));
  } catch (failure) {
    if (!(failure instanceof ProblemError) || failure.problem.status !== 401) throw failure;
    session.value = null;
  }
  return session.value;
}

/** Signs in; `code` of a second factor when the account has one. */
export async function signIn(login: string, password: string, code = ''): Promise<void> {
  session.value = await take(
    api.POST('/api/v1/session', {
      params: { header: fromPage },
      body: code ? { login, password, code } : { login, password },
    }),
  );
}

/** Gives the password, or a code, once more, before something that matters. */
export async function confirmSession(password: string, code = ''): Promise<void> {
  const body = code ? { code } : { password };
  session.value = await take(
    api.POST('/api/v1/session/confirm', { params: { header: fromPage }, body }),
  );
}

/** Asks again who is signed in: the account has changed. */
export async function refreshSession(): Promise<void> {
  session.value = await take(api.GET('/api/v1/session'));
}

export async function signOut(): Promise<void> {
  await take(api.DELETE('/api/v1/session', { params: { header: fromPage } }));
  session.value = null;
}

/** Leaders and their secretaries work on the phone: they land on the visit form. */
export function landing(of: Session): string {
  if (of.second_factor === 'required') return '/account';
  const leads = ['school_leader', 'leader_secretary'];
  if (of.roles.some((role) => leads.includes(role))) return '/m/visit';
  if (of.roles.some((role) => role.startsWith('province_'))) return '/tables';
  if (of.roles.includes('policy_officer')) return '/packs';
  if (of.roles.includes('auditor')) return '/audit';
  if (of.roles.some((role) => administrators.includes(role))) return '/admin/condition';
  return '/cases';
}
