import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue, watch } from 'vue';
import { api, take } from '../api/client';
import type { components, operations } from '../api/types';

type Schemas = components['schemas'];
export type Integrity = Schemas['Integrity'];
export type HistoryFault = Schemas['HistoryFault'];
export type Replay = Schemas['Replay'];
export type Sample = Schemas['AuditSample'];
export type AccessLine = Schemas['Access'];
export type AuditFilter = Omit<
  NonNullable<operations['listAuditCases']['parameters']['query']>,
  'limit' | 'cursor'
>;
export type AccessFilter = Omit<
  NonNullable<operations['listAccess']['parameters']['query']>,
  'limit' | 'cursor'
>;

/** All entries of a case, the oldest first; pages are fetched one after the other until the last. */
export function useWholeHistory(number: MaybeRefOrGetter<string>) {
  const reading = useInfiniteQuery({
    queryKey: ['history', computed(() => toValue(number)), 'whole'],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/cases/{number}/history', {
          params: {
            path: { number: toValue(number) },
            query: { limit: 200, cursor: pageParam || undefined },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
  });
  watch(
    () => reading.hasNextPage.value && !reading.isFetching.value && !reading.isError.value,
    (more) => more && void reading.fetchNextPage(),
    { immediate: true },
  );
  const entries = computed(
    () => reading.data.value?.pages.flatMap((page) => page.items).reverse() ?? [],
  );
  return { ...reading, entries };
}

export function useIntegrity(number: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['integrity', computed(() => toValue(number))],
    queryFn: () =>
      take(
        api.GET('/api/v1/cases/{number}/integrity', {
          params: { path: { number: toValue(number) } },
        }),
      ),
  });
}

/** Each decision as it was stored, beside the answer of today; asked for only when `enabled`. */
export function useReplay(number: MaybeRefOrGetter<string>, enabled: MaybeRefOrGetter<boolean>) {
  return useQuery({
    queryKey: ['replay', computed(() => toValue(number))],
    queryFn: () =>
      take(
        api.GET('/api/v1/cases/{number}/replay', { params: { path: { number: toValue(number) } } }),
      ),
    enabled: computed(() => toValue(enabled)),
  });
}

export function useFactsAt(number: MaybeRefOrGetter<string>, at: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['facts', computed(() => toValue(number)), computed(() => toValue(at))],
    queryFn: () =>
      take(
        api.GET('/api/v1/cases/{number}/facts', {
          params: {
            path: { number: toValue(number) },
            query: { as_of: toValue(at) || undefined },
          },
        }),
      ),
    placeholderData: keepPreviousData,
  });
}

export function useAuditCases(filter: MaybeRefOrGetter<AuditFilter>) {
  return useInfiniteQuery({
    queryKey: ['cases', 'audit', computed(() => toValue(filter))],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/audit/cases', {
          params: { query: { ...toValue(filter), limit: 50, cursor: pageParam || undefined } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
    placeholderData: keepPreviousData,
  });
}

export interface SampleAsked {
  seed: string;
  size: number;
  as_of: string;
}

export function useSample(
  filter: MaybeRefOrGetter<AuditFilter>,
  asked: MaybeRefOrGetter<SampleAsked | null>,
) {
  return useQuery({
    queryKey: ['sample', computed(() => toValue(filter)), computed(() => toValue(asked))],
    queryFn: () =>
      take(
        api.GET('/api/v1/audit/sample', {
          params: { query: { ...toValue(filter), ...toValue(asked)! } },
        }),
      ),
    enabled: computed(() => toValue(asked) !== null),
    staleTime: Infinity,
  });
}

export function useAccess(filter: MaybeRefOrGetter<AccessFilter>) {
  return useInfiniteQuery({
    queryKey: ['access', computed(() => toValue(filter))],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/access', {
          params: { query: { ...toValue(filter), limit: 50, cursor: pageParam || undefined } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
    placeholderData: keepPreviousData,
  });
}
