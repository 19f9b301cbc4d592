import type { QueryClient } from '@tanstack/vue-query';
import type { Heard } from './follow';

// What has to be read anew after a change. Only what a page shows at this moment is fetched at once;
// the rest is marked as old.

const ofOneCase = ['case', 'history', 'facts', 'integrity', 'replay'];
const ofMany = ['cases', 'duties', 'table', 'cell', 'inbox'];

/** Whether a change of these cases makes what was read old. */
export function isTouched(key: readonly unknown[], numbers: ReadonlySet<string>): boolean {
  const [noun, number] = key;
  if (ofOneCase.includes(String(noun))) return numbers.has(String(number));
  return ofMany.includes(String(noun));
}

const gather = 1_000; // several changes at once are one reading
const breathe = 10_000; // lists and tables are not read more often than this

export function refreshing(queries: QueryClient): Heard & { stop(): void } {
  const numbers = new Set<string>();
  let cases: ReturnType<typeof setTimeout> | undefined;
  let lists: ReturnType<typeof setTimeout> | undefined;
  let listsAt = -Infinity;

  const markOld = (nouns: string[], of: ReadonlySet<string>): void =>
    void queries.invalidateQueries({
      predicate: ({ queryKey }) => nouns.includes(String(queryKey[0])) && isTouched(queryKey, of),
    });
  function readCases(): void {
    cases = undefined;
    markOld(ofOneCase, new Set(numbers));
    numbers.clear();
  }
  function readLists(): void {
    lists = undefined;
    listsAt = Date.now();
    markOld(ofMany, new Set());
  }
  return {
    changed(number) {
      numbers.add(number);
      cases ??= setTimeout(readCases, gather);
      lists ??= setTimeout(readLists, Math.max(gather, listsAt + breathe - Date.now()));
    },
    missed() {
      void queries.invalidateQueries({
        predicate: ({ queryKey: [noun] }) => [...ofOneCase, ...ofMany].includes(String(noun)),
      });
    },
    stop() {
      clearTimeout(cases);
      clearTimeout(lists);
    },
  };
}
