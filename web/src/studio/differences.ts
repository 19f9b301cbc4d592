import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import * as tools from '../drafts/tools';
import type { Studio } from './studio';

export type Part = NonNullable<tools.DiffReport['parts']>[number];
export type Difference = Part['differences'][number];

/** What a pack says otherwise than another one that is in force. */
export function useDifferences(studio: Studio, than: () => string) {
  return useQuery({
    queryKey: ['pack-diff', studio.pack, computed(than), studio.mark],
    queryFn: () =>
      tools.diff(studio.pack, than(), studio.isDraft.value ? studio.files.value : undefined),
    enabled: computed(() => than() !== ''),
    staleTime: Infinity,
    retry: false,
  });
}

/** A difference by what it says: a tick holds as long as the difference stays the same. */
export function nameOf(part: { id: string }, one: Difference): string {
  return [part.id, one.kind, one.subject, one.before, one.after].join('\u0001');
}
