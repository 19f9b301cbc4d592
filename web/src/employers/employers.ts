import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, ref, toValue } from 'vue';
import { api, etag, fromPage, take, uuid } from '../api/client';
import { type Problem, ProblemError } from '../api/problem';
import type { components, operations } from '../api/types';

export type Employer = components['schemas']['Employer'];
export type EmployersAlike = components['schemas']['EmployersAlike'];
export type Alike = EmployersAlike['groups'][number];
export type Status = NonNullable<
  NonNullable<operations['listEmployers']['parameters']['query']>['status']
>;

export interface EmployerFilter {
  q: string;
  status: Status | '';
  srdi: boolean;
}

/** Letters only: the first letters of a name in pinyin, which the register itself does not know. */
export const isInitials = (q: string): boolean => /^[a-z]{2,}$/i.test(q.trim());

/** An employer page by page, as the server finds them. */
export function useEmployers(
  filter: MaybeRefOrGetter<EmployerFilter>,
  enabled: MaybeRefOrGetter<boolean>,
) {
  return useInfiniteQuery({
    queryKey: ['employers', computed(() => ({ ...toValue(filter) }))],
    queryFn: ({ pageParam }) => {
      const { q, status, srdi } = toValue(filter);
      return take(
        api.GET('/api/v1/employers', {
          params: {
            query: {
              q: q || undefined,
              status: status || undefined,
              srdi: srdi || undefined,
              details: true,
              limit: 50,
              cursor: pageParam || undefined,
            },
          },
        }),
      );
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor || undefined,
    enabled: computed(() => toValue(enabled)),
  });
}

const mostByInitials = 100;

/** Employers by the first letters of their names: all are read once, and searched here. */
export function useByInitials(
  filter: MaybeRefOrGetter<EmployerFilter>,
  enabled: MaybeRefOrGetter<boolean>,
) {
  const all = useQuery({
    queryKey: [
      'employers',
      'all',
      computed(() => toValue(filter).status),
      computed(() => toValue(filter).srdi),
    ],
    queryFn: async () => {
      const { firmsFor } = await import('../visits/initials');
      const { status, srdi } = toValue(filter);
      const read: Employer[] = [];
      let cursor = '';
      do {
        const page = await take(
          api.GET('/api/v1/employers', {
            params: {
              query: {
                status: status || undefined,
                srdi: srdi || undefined,
                details: true,
                limit: 200,
                cursor: cursor || undefined,
              },
            },
          }),
        );
        read.push(...page.items);
        cursor = page.next_cursor;
      } while (cursor);
      return { read, firmsFor };
    },
    staleTime: 5 * 60_000,
    enabled: computed(() => toValue(enabled)),
  });
  const found = computed(() =>
    all.data.value
      ? all.data.value.firmsFor(toValue(filter).q, all.data.value.read, mostByInitials)
      : [],
  );
  return { all, found };
}

export function useAlike(enabled: MaybeRefOrGetter<boolean>) {
  return useQuery({
    queryKey: ['employers', 'alike'],
    queryFn: async () => take(api.GET('/api/v1/employers/alike')),
    enabled: computed(() => toValue(enabled)),
  });
}

/** One act on the record of an employer, at the version it has now. */
async function actOn(
  id: string,
  body: { act: string; data: object; reason?: string },
): Promise<void> {
  const of = await take(api.GET('/api/v1/cases/{number}', { params: { path: { number: id } } }));
  await take(
    api.POST('/api/v1/cases/{number}/acts', {
      params: {
        path: { number: of.number },
        header: { ...fromPage, 'Idempotency-Key': uuid(), 'If-Match': etag(of.version) },
      },
      body: body as never,
    }),
  );
}

/** Tells employers apart that look alike, each from those after it, or takes that back. */
export function useTellApart() {
  const queries = useQueryClient();
  const busy = ref(false);
  const problem = ref<Problem | null>(null);

  async function attempt(acts: () => Promise<void>): Promise<boolean> {
    busy.value = true;
    problem.value = null;
    try {
      await acts();
      return true;
    } catch (failure) {
      if (!(failure instanceof ProblemError)) throw failure;
      problem.value = failure.problem;
      return false;
    } finally {
      busy.value = false;
      for (const noun of ['employers', 'case'])
        void queries.invalidateQueries({ queryKey: [noun] });
    }
  }
  const tellApart = (all: Employer[], note: string): Promise<boolean> =>
    attempt(async () => {
      for (const [i, one] of all.entries()) {
        const rows = all.slice(i + 1).map((other) => ({ employer: other.id, note: note.trim() }));
        if (rows.length > 0) await actOn(one.id, { act: 'tell_apart', data: { rows } });
      }
    });
  const undo = (record: Employer, other: Employer): Promise<boolean> =>
    attempt(() => actOn(record.id, { act: 'tell_apart', data: { rows: [], remove: [other.id] } }));
  return { tellApart, undo, busy, problem };
}

/** Merges duplicates into the one that is kept, one act for each; what was done stays done. */
export function useMerge() {
  const queries = useQueryClient();
  const busy = ref(false);
  const problem = ref<Problem | null>(null);

  async function merge(into: Employer, others: Employer[], reason: string): Promise<number> {
    busy.value = true;
    problem.value = null;
    let merged = 0;
    try {
      for (const other of others) {
        await actOn(other.id, {
          act: 'merge',
          data: { into: into.id },
          reason: reason.trim(),
        });
        merged += 1;
      }
    } catch (failure) {
      if (!(failure instanceof ProblemError)) throw failure;
      problem.value = failure.problem;
    } finally {
      busy.value = false;
      if (merged > 0)
        for (const noun of ['employers', 'case', 'cases', 'facts'])
          void queries.invalidateQueries({ queryKey: [noun] });
    }
    return merged;
  }
  return { merge, busy, problem };
}
