import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { mayAsk } from '../account/may';
import { session } from '../account/session';
import { api, take } from './client';

// What the pages read. Keys begin with the noun, so that an act can mark a whole noun as old.

export function useWorkflows() {
  return useQuery({
    queryKey: ['workflows'],
    queryFn: async () => (await take(api.GET('/api/v1/workflows'))).items,
    staleTime: 10 * 60_000,
  });
}

export function useWorkflow(id: MaybeRefOrGetter<string>) {
  const all = useWorkflows();
  return {
    ...all,
    workflow: computed(() => all.data.value?.find((one) => one.id === toValue(id)) ?? null),
  };
}

export function useOrganisations() {
  return useQuery({
    queryKey: ['organisations'],
    queryFn: async () => (await take(api.GET('/api/v1/organisations'))).items,
    staleTime: 10 * 60_000,
  });
}

export interface CaseFilter {
  workflow?: string;
  stage?: string[];
  q?: string;
  from?: string;
  to?: string;
  open?: boolean;
  mine?: boolean; // that the reader opened or that name them
  sort?: 'changed' | '-changed' | 'starts' | '-starts';
}

export function useCases(
  filter: MaybeRefOrGetter<CaseFilter>,
  enabled: MaybeRefOrGetter<boolean> = true,
) {
  return useInfiniteQuery({
    queryKey: ['cases', computed(() => toValue(filter))],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/cases', {
          params: { query: { ...toValue(filter), limit: 50, cursor: pageParam || undefined } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
    placeholderData: keepPreviousData,
    enabled: computed(() => toValue(enabled)),
  });
}

export function useCase(
  number: MaybeRefOrGetter<string>,
  asOf?: MaybeRefOrGetter<string>,
  enabled: MaybeRefOrGetter<boolean> = true,
) {
  return useQuery({
    queryKey: ['case', computed(() => toValue(number)), computed(() => toValue(asOf) ?? '')],
    queryFn: () =>
      take(
        api.GET('/api/v1/cases/{number}', {
          params: {
            path: { number: toValue(number) },
            query: { as_of: toValue(asOf) || undefined },
          },
        }),
      ),
    placeholderData: keepPreviousData,
    enabled: computed(() => toValue(enabled)),
  });
}

export function useHistory(number: MaybeRefOrGetter<string>) {
  return useInfiniteQuery({
    queryKey: ['history', computed(() => toValue(number))],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/cases/{number}/history', {
          params: {
            path: { number: toValue(number) },
            query: { limit: 50, cursor: pageParam || undefined },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
}

export function useTrace(uid: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['trace', computed(() => toValue(uid))],
    queryFn: () =>
      take(api.GET('/api/v1/entries/{uid}/trace', { params: { path: { uid: toValue(uid) } } })),
    enabled: computed(() => toValue(uid) !== ''),
    staleTime: Infinity,
  });
}

export function useCaseFacts(number: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['facts', computed(() => toValue(number))],
    queryFn: () =>
      take(
        api.GET('/api/v1/cases/{number}/facts', { params: { path: { number: toValue(number) } } }),
      ),
  });
}

/** What is owed; nothing for whoever may not ask for it. */
export function useDuties() {
  return useQuery({
    queryKey: ['duties'],
    queryFn: async () =>
      mayAsk('read_duties', session.value)
        ? (await take(api.GET('/api/v1/duties', { params: { query: { state: 'open' } } }))).items
        : [],
  });
}

export function useTables() {
  return useQuery({
    queryKey: ['tables'],
    queryFn: async () => (await take(api.GET('/api/v1/tables'))).items,
    staleTime: 10 * 60_000,
  });
}

export interface TableSpan {
  organisation?: string;
  from?: string;
  to?: string;
}

export function useTable(
  id: MaybeRefOrGetter<string>,
  span: MaybeRefOrGetter<TableSpan>,
  enabled: MaybeRefOrGetter<boolean> = true,
) {
  return useQuery({
    queryKey: ['table', computed(() => toValue(id)), computed(() => toValue(span))],
    queryFn: () =>
      take(
        api.GET('/api/v1/tables/{id}', {
          params: { path: { id: toValue(id) }, query: toValue(span) },
        }),
      ),
    placeholderData: (earlier) => (earlier?.table.id === toValue(id) ? earlier : undefined),
    enabled: computed(() => toValue(enabled)),
  });
}

export function useCell(
  id: MaybeRefOrGetter<string>,
  column: MaybeRefOrGetter<string>,
  span: MaybeRefOrGetter<TableSpan & { counted: boolean }>,
) {
  return useInfiniteQuery({
    queryKey: [
      'cell',
      computed(() => toValue(id)),
      computed(() => toValue(column)),
      computed(() => toValue(span)),
    ],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/tables/{id}/cells/{column}', {
          params: {
            path: { id: toValue(id), column: toValue(column) },
            query: { ...toValue(span), limit: 50, cursor: pageParam || undefined },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
    enabled: computed(() => toValue(column) !== ''),
  });
}

export function usePacks() {
  return useQuery({
    queryKey: ['packs'],
    queryFn: async () => (await take(api.GET('/api/v1/packs'))).items,
    staleTime: 10 * 60_000,
  });
}

export function usePack(id: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['pack', computed(() => toValue(id))],
    queryFn: () => take(api.GET('/api/v1/packs/{id}', { params: { path: { id: toValue(id) } } })),
    staleTime: 10 * 60_000,
  });
}

export function useCalendar(from: MaybeRefOrGetter<string>, to: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['calendar', computed(() => toValue(from)), computed(() => toValue(to))],
    queryFn: () =>
      take(
        api.GET('/api/v1/calendar', {
          params: { query: { from: toValue(from), to: toValue(to) } },
        }),
      ),
    enabled: computed(() => toValue(from) !== '' && toValue(to) !== ''),
    staleTime: 60 * 60_000,
  });
}
