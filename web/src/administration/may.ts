import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { session } from '../account/session';
import { api, take } from '../api/client';

/** The one table of who may do what, as the server keeps it. */
export function useRoles() {
  return useQuery({
    queryKey: ['roles'],
    queryFn: () => take(api.GET('/api/v1/roles')),
    staleTime: Infinity,
  });
}

/** What whoever is signed in may do. The server has the last word. */
export function useMay() {
  const roles = useRoles();
  const actions = computed(() => {
    const own = session.value?.roles ?? [];
    const held = roles.data.value?.items.filter((role) => own.includes(role.id)) ?? [];
    return new Set(held.flatMap((role) => role.may.map((action) => action.id)));
  });
  return { roles, actions, may: (action: string): boolean => actions.value.has(action) };
}
