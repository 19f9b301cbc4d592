import { useQuery } from '@tanstack/vue-query';
import { onMounted, shallowRef } from 'vue';
import { api, take } from '../api/client';

// Whom one can mention, hand a case to or remind: found by name, or by the first letters of its pinyin.

export interface Person {
  id: string;
  name: string;
}

const page = 200;
const mostPages = 10;

/** Everybody of the register whom the reader may see; a register is read once for a while. */
export function usePeople() {
  return useQuery({
    queryKey: ['people'],
    staleTime: 10 * 60_000,
    queryFn: async () => {
      const found: Person[] = [];
      let cursor: string | undefined;
      for (let i = 0; i < mostPages; i += 1) {
        const answer = await take(
          api.GET('/api/v1/people', { params: { query: { limit: page, cursor } } }),
        );
        // Who has left cannot be called any more.
        found.push(...answer.items.filter((one) => (one.status ?? 'active') === 'active'));
        cursor = answer.next_cursor || undefined;
        if (!cursor) break;
      }
      return found;
    },
  });
}

type Fit = (typed: string, name: string) => 0 | 1 | 2 | null;

/** The people that fit what was typed, the best first; all of them while nothing is. */
export function peopleFor(
  typed: string,
  people: readonly Person[],
  most: number,
  fit: Fit,
): Person[] {
  return people
    .map((person, at) => ({ person, at, fit: fit(typed, person.name) }))
    .filter((one) => one.fit !== null)
    .sort((a, b) => a.fit! - b.fit! || a.at - b.at)
    .slice(0, most)
    .map((one) => one.person);
}

/** The table of readings, fetched beside the page and not before it; until then by characters only. */
export function useFit() {
  const fit = shallowRef<Fit>((typed, name) => (name.includes(typed) ? 0 : null));
  onMounted(async () => {
    fit.value = (await import('../visits/initials')).fitOf;
  });
  return fit;
}
