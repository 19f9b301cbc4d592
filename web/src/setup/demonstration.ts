import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api, fromPage, take } from '../api/client';
import type { components } from '../api/types';

export type Demonstration = components['schemas']['Demonstration'];
const queryKey = ['demonstration'];

/** The demonstration as it stands; looked at every second while it is being loaded. */
export function useDemonstration(enabled: MaybeRefOrGetter<boolean> = true) {
  return useQuery({
    queryKey,
    queryFn: () => take(api.GET('/api/v1/demonstration')),
    enabled: computed(() => toValue(enabled)),
    refetchInterval: (query) => (query.state.data?.state === 'loading' ? 1000 : false),
  });
}

export function useDemonstrationDeeds() {
  const queries = useQueryClient();
  const params = { header: fromPage };
  const keep = (now: Demonstration): Demonstration => {
    queries.setQueryData(queryKey, now);
    return now;
  };
  return {
    load: async () => keep(await take(api.POST('/api/v1/demonstration', { params }))),
    remove: async () => keep(await take(api.DELETE('/api/v1/demonstration', { params }))),
    /** Everything that was read of the real data goes with the page. */
    enter: async (login: string): Promise<void> => {
      await take(api.POST('/api/v1/demonstration/visit', { params, body: { login } }));
      window.location.assign('/');
    },
  };
}
