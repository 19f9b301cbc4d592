import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import type { AuditFilter } from './queries';

/** Which cases are meant: it stands in the address, so that a search can be sent to somebody. */
export function useAuditFilter() {
  const route = useRoute();
  const router = useRouter();
  const text = (name: string): string | undefined => {
    const value = route.query[name];
    return typeof value === 'string' && value ? value : undefined;
  };
  const flag = (name: string): true | undefined =>
    route.query[name] === 'true' ? true : undefined;
  const filter = computed<AuditFilter>(() => ({
    organisation: text('organisation'),
    workflow: text('workflow'),
    q: text('q'),
    from: text('from'),
    to: text('to'),
    corrected: flag('corrected'),
    overdue: flag('overdue'),
  }));
  const isFiltered = computed(() =>
    Object.values(filter.value).some((value) => value !== undefined),
  );
  function change(changed: Record<string, string | undefined>): void {
    void router.replace({ query: { ...route.query, ...changed } });
  }
  function clear(): void {
    void router.replace({ query: {} });
  }
  return { filter, isFiltered, text, flag, change, clear };
}

/** The address of the file of a list or a sample. */
export function fileAddress(path: string, format: string, query: object): string {
  const words = new URLSearchParams({ format });
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') words.set(name, String(value));
  return `${path}?${words}`;
}
