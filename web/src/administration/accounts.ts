import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api, fromPage, take } from '../api/client';
import type { components } from '../api/types';

export type Account = components['schemas']['Account'];

export function useAccounts() {
  return useQuery({
    queryKey: ['accounts'],
    queryFn: async () => (await take(api.GET('/api/v1/accounts'))).items,
  });
}

export function useAccount(id: MaybeRefOrGetter<string>) {
  const all = useAccounts();
  return { ...all, account: computed(() => all.data.value?.find((one) => one.id === toValue(id))) };
}

/** What an administrator may do to the account of somebody else; each is a route of its own. */
export type Deed = 'lock' | 'unlock' | 'reset' | 'second-factor/remove' | 'sessions/end';

export const neededFor: Record<Deed, string> = {
  lock: 'manage_accounts',
  unlock: 'manage_accounts',
  reset: 'manage_accounts',
  'second-factor/remove': 'manage_security',
  'sessions/end': 'manage_security',
};

/** Which deeds make sense for an account as it is. */
export function deedsFor(of: Account): Deed[] {
  return [
    of.locked ? 'unlock' : 'lock',
    'reset',
    ...(of.second_factor ? (['second-factor/remove'] as const) : []),
    'sessions/end',
  ];
}

export type Link = components['schemas']['OneTimeLink'];

/** Does it; a link is given back by "reset" only. */
export function useDeeds() {
  const queries = useQueryClient();
  async function settle(): Promise<void> {
    for (const noun of ['accounts', 'account-of'])
      await queries.invalidateQueries({ queryKey: [noun] });
  }
  async function act(deed: Deed, id: string, reason: string): Promise<Link | null> {
    const params = { path: { id }, header: fromPage };
    const body = { reason };
    let link: Link | null = null;
    if (deed === 'reset')
      link = await take(api.POST('/api/v1/accounts/{id}/reset', { params, body }));
    else if (deed === 'lock') await take(api.POST('/api/v1/accounts/{id}/lock', { params, body }));
    else if (deed === 'unlock')
      await take(api.POST('/api/v1/accounts/{id}/unlock', { params, body }));
    else if (deed === 'sessions/end')
      await take(api.POST('/api/v1/accounts/{id}/sessions/end', { params, body }));
    else await take(api.POST('/api/v1/accounts/{id}/second-factor/remove', { params, body }));
    await settle();
    return link;
  }
  async function endSession(id: string, session: string, reason: string): Promise<void> {
    const params = { path: { id, session }, header: fromPage };
    await take(
      api.POST('/api/v1/accounts/{id}/sessions/{session}/end', { params, body: { reason } }),
    );
    await settle();
  }
  async function revokeToken(id: string, token: string, reason: string): Promise<void> {
    const params = { path: { id, token }, header: fromPage };
    await take(
      api.POST('/api/v1/accounts/{id}/tokens/{token}/revoke', { params, body: { reason } }),
    );
    await settle();
    await queries.invalidateQueries({ queryKey: ['tokens'] });
  }
  async function make(person: string, login: string): Promise<Link> {
    const body = login ? { person, login } : { person };
    const link = await take(api.POST('/api/v1/accounts', { params: { header: fromPage }, body }));
    await settle();
    return link;
  }
  return { act, endSession, revokeToken, make };
}
