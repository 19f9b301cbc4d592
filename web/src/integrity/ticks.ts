import { useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api, take } from '../api/client';
import type { components, operations } from '../api/types';

type Schemas = components['schemas'];
export type Tick = Schemas['IntegrityTick'];
export type TableTick = Schemas['TableIntegrity'];
export type TableAsked = NonNullable<operations['checkTable']['parameters']['query']>;

const atOnce = 200;

/** What was found last in each of these cases, by number. */
export function useTicks(numbers: MaybeRefOrGetter<readonly string[]>) {
  const wanted = computed(() => toValue(numbers));
  const reading = useQuery({
    queryKey: ['integrity', 'ticks', wanted],
    queryFn: async () => {
      const pages: string[][] = [];
      for (let at = 0; at < wanted.value.length; at += atOnce)
        pages.push(wanted.value.slice(at, at + atOnce));
      const found = await Promise.all(
        pages.map((page) =>
          take(api.GET('/api/v1/integrity', { params: { query: { case: page } } })),
        ),
      );
      return found.flatMap((one) => one.items);
    },
    enabled: computed(() => wanted.value.length > 0),
  });
  const ticks = computed(
    () => new Map((reading.data.value ?? []).map((one): [string, Tick] => [one.number, one])),
  );
  return { ticks, reading };
}

export function useTableTick(
  id: MaybeRefOrGetter<string>,
  asked: MaybeRefOrGetter<TableAsked>,
  ready: MaybeRefOrGetter<boolean>,
) {
  return useQuery({
    queryKey: ['integrity', 'table', computed(() => toValue(id)), computed(() => toValue(asked))],
    queryFn: () =>
      take(
        api.GET('/api/v1/tables/{id}/integrity', {
          params: { path: { id: toValue(id) }, query: toValue(asked) },
        }),
      ),
    enabled: computed(() => toValue(ready)),
  });
}
