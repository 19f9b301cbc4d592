import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api, take } from '../api/client';
import type {
  BreakdownByCase,
  BreakdownByOrganisation,
  BreakdownByWeek,
  TableAnswer,
} from '../api/shapes';

// What the pages of a table read beside the table itself. `table` stands first in every key, so that
// an act that changes numbers makes all of them old.

export interface Asked {
  organisation?: string;
  from?: string;
  to?: string;
  as_of?: string;
}

type On = MaybeRefOrGetter<boolean>;

export function useTableAt(
  id: MaybeRefOrGetter<string>,
  asked: MaybeRefOrGetter<Asked>,
  enabled: On = true,
) {
  return useQuery({
    queryKey: ['table', computed(() => toValue(id)), computed(() => toValue(asked))],
    queryFn: () =>
      take(
        api.GET('/api/v1/tables/{id}', {
          params: { path: { id: toValue(id) }, query: toValue(asked) },
        }),
      ),
    placeholderData: (earlier: TableAnswer | undefined) =>
      earlier?.table.id === toValue(id) ? earlier : undefined,
    enabled: computed(() => toValue(enabled)),
  });
}

function breakdown(id: string, asked: Asked, by: 'organisation' | 'week' | 'case', column = '') {
  return take(
    api.GET('/api/v1/tables/{id}/breakdown', {
      params: { path: { id }, query: { ...asked, by, column: column || undefined } },
    }),
  );
}

export function useByOrganisation(
  id: MaybeRefOrGetter<string>,
  asked: MaybeRefOrGetter<Asked>,
  enabled: On = true,
) {
  return useQuery({
    queryKey: [
      'table',
      computed(() => toValue(id)),
      'organisation',
      computed(() => toValue(asked)),
    ],
    queryFn: async () =>
      (await breakdown(toValue(id), toValue(asked), 'organisation')) as BreakdownByOrganisation,
    placeholderData: keepPreviousData,
    enabled: computed(() => toValue(enabled)),
  });
}

export function useByWeek(
  id: MaybeRefOrGetter<string>,
  asked: MaybeRefOrGetter<Asked>,
  enabled: On = true,
) {
  return useQuery({
    queryKey: ['table', computed(() => toValue(id)), 'week', computed(() => toValue(asked))],
    queryFn: async () => (await breakdown(toValue(id), toValue(asked), 'week')) as BreakdownByWeek,
    placeholderData: keepPreviousData,
    enabled: computed(() => toValue(enabled)),
  });
}

export function useByCase(
  id: MaybeRefOrGetter<string>,
  column: MaybeRefOrGetter<string>,
  asked: MaybeRefOrGetter<Asked>,
  enabled: On = true,
) {
  return useQuery({
    queryKey: [
      'table',
      computed(() => toValue(id)),
      'case',
      computed(() => toValue(column)),
      computed(() => toValue(asked)),
    ],
    queryFn: async () =>
      (await breakdown(toValue(id), toValue(asked), 'case', toValue(column))) as BreakdownByCase,
    enabled: computed(() => toValue(enabled)),
  });
}

export function useFilings(
  id: MaybeRefOrGetter<string>,
  asked: MaybeRefOrGetter<Asked>,
  enabled: On = true,
) {
  return useQuery({
    queryKey: ['table', computed(() => toValue(id)), 'filings', computed(() => toValue(asked))],
    queryFn: async () =>
      (
        await take(
          api.GET('/api/v1/tables/{id}/filings', {
            params: { path: { id: toValue(id) }, query: toValue(asked) },
          }),
        )
      ).items,
    enabled: computed(() => toValue(enabled)),
  });
}

export function useComparison(
  id: MaybeRefOrGetter<string>,
  other: MaybeRefOrGetter<string>,
  asked: MaybeRefOrGetter<Asked>,
) {
  return useQuery({
    queryKey: [
      'table',
      computed(() => toValue(id)),
      'comparison',
      computed(() => toValue(other)),
      computed(() => toValue(asked)),
    ],
    queryFn: () =>
      take(
        api.GET('/api/v1/tables/{id}/comparison', {
          params: { path: { id: toValue(id) }, query: { ...toValue(asked), with: toValue(other) } },
        }),
      ),
    enabled: computed(() => toValue(other) !== ''),
  });
}

export function useReportingUnits() {
  return useQuery({
    queryKey: ['reporting-units'],
    queryFn: async () => (await take(api.GET('/api/v1/reporting-units'))).items,
    staleTime: 60 * 60_000,
  });
}

export function useFacts(
  id: MaybeRefOrGetter<string>,
  column: MaybeRefOrGetter<string>,
  asked: MaybeRefOrGetter<Asked & { counted: boolean; case?: string }>,
  enabled: On = true,
) {
  return useInfiniteQuery({
    queryKey: [
      'cell',
      computed(() => toValue(id)),
      computed(() => toValue(column)),
      computed(() => toValue(asked)),
    ],
    queryFn: ({ pageParam }) =>
      take(
        api.GET('/api/v1/tables/{id}/cells/{column}', {
          params: {
            path: { id: toValue(id), column: toValue(column) },
            query: { ...toValue(asked), limit: 100, cursor: pageParam || undefined },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
    enabled: computed(() => toValue(enabled)),
  });
}
