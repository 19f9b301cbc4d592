import { useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api, take } from '../api/client';
import type { CaseLine } from '../api/shapes';
import type { components } from '../api/types';

type Facts = components['schemas']['CaseFacts'];
type Quota = components['schemas']['QuotaFound'];

/** Every visit of a year that I logged or am named in, the latest first. */
export function useMyVisits(year: MaybeRefOrGetter<string>) {
  return useQuery({
    queryKey: ['cases', 'my-visits', computed(() => toValue(year))],
    queryFn: async () => {
      const all: CaseLine[] = [];
      for (let cursor = ''; ;) {
        const page = await take(
          api.GET('/api/v1/cases', {
            params: {
              query: {
                workflow: 'visit',
                mine: true,
                from: `${toValue(year)}-01-01`,
                to: `${toValue(year)}-12-31`,
                sort: '-starts',
                limit: 200,
                cursor: cursor || undefined,
              },
            },
          }),
        );
        all.push(...page.items);
        cursor = page.next_cursor;
        if (!cursor) return all;
      }
    },
  });
}

/** The quota of visits that a running campaign sets, when one does. */
export function useVisitQuota() {
  return useQuery({
    queryKey: ['cases', 'visit-quota'],
    queryFn: async (): Promise<Quota | null> => {
      const page = await take(
        api.GET('/api/v1/cases', {
          params: { query: { workflow: 'campaign', open: true, limit: 5 } },
        }),
      );
      for (const { number } of page.items) {
        const one = await take(api.GET('/api/v1/cases/{number}', { params: { path: { number } } }));
        const found = one.decision.quotas.find((quota) => quota.key.startsWith('visits.'));
        if (found) return found;
      }
      return null;
    },
    staleTime: 10 * 60_000,
  });
}

export interface Standing {
  counts: string[]; // columns it counts in
  why: string[]; // why not, in words, when it counts in none
}

/** What a visit counts for, or every reason why it does not, each said once. */
export function standingOf(facts: Facts, missing: string[]): Standing {
  const once = (all: string[]): string[] => [...new Set(all)];
  const counts = once(facts.facts.flatMap((one) => one.counted.map((cell) => cell.label)));
  if (counts.length > 0) return { counts, why: [] };
  const why = once(facts.facts.flatMap((one) => one.left_out.map((cell) => cell.why)));
  return { counts, why: once([...missing, ...why]) };
}

export function useStanding(number: string, enabled: MaybeRefOrGetter<boolean>) {
  return useQuery({
    queryKey: ['facts', 'standing', number],
    queryFn: async () => {
      const path = { params: { path: { number } } };
      const facts = await take(api.GET('/api/v1/cases/{number}/facts', path));
      if (facts.facts.some((one) => one.counted.length > 0)) return standingOf(facts, []);
      // What is missing stands with the requirements, in words for the person who can mend it.
      const of = await take(api.GET('/api/v1/cases/{number}', path));
      const missing = of.decision.requirements
        .filter((one) => one.applicable && one.blocking && !one.met)
        .flatMap((one) => one.missing);
      return standingOf(facts, missing);
    },
    enabled: computed(() => toValue(enabled)),
    staleTime: 60_000,
  });
}

/** Visits of each month, January first. Those that are only planned or cancelled are none yet. */
export function byMonth(lines: readonly CaseLine[]): number[] {
  const months = Array.from({ length: 12 }, () => 0);
  for (const one of lines)
    if (isMade(one) && one.starts_on) months[Number(one.starts_on.slice(5, 7)) - 1]! += 1;
  return months;
}

export function isMade(one: Pick<CaseLine, 'stage'>): boolean {
  return one.stage !== 'plan' && one.stage !== 'cancelled';
}
export function isComplete(one: Pick<CaseLine, 'stage'>): boolean {
  return ['complete', 'followed_up', 'archived'].includes(one.stage);
}
