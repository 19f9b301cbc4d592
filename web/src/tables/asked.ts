import { computed, type Ref } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { type Asked, useTableAt } from './reading';

// Which table, whose numbers, which days and as of when: all of it stands in the address, so that a
// page can be sent to somebody.

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value ? value : undefined;

export function useAsked() {
  const route = useRoute();
  const router = useRouter();
  const id = computed(() => String(route.params.id ?? ''));
  const asked: Ref<Asked> = computed(() => ({
    organisation: text(route.query.organisation),
    from: text(route.query.from),
    to: text(route.query.to),
    as_of: text(route.query.as_of),
  }));
  const reading = useTableAt(id, asked);
  const answer = computed(() => reading.data.value ?? null);
  /** The same, with what the server filled in: for the questions beside the table. */
  const settled: Ref<Asked> = computed(() =>
    answer.value
      ? {
          organisation: answer.value.organisation.id,
          from: answer.value.from,
          to: answer.value.to,
          as_of: asked.value.as_of,
        }
      : asked.value,
  );
  const ready = computed(() => answer.value !== null && !reading.isPlaceholderData.value);
  function put(more: Record<string, string | undefined>): void {
    void router.replace({ query: { ...route.query, ...more } });
  }
  return { id, asked, settled, ready, reading, answer, put, route, router };
}

/** The address of a file of the interface. */
export function fileAt(path: string, query: Record<string, string | undefined>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) given.set(name, value);
  return `${path}?${given.toString()}`;
}
