import { computed, reactive, ref } from 'vue';
import { useQuery, useQueryClient } from '@tanstack/vue-query';
import { api, fromPage, submitKeys, take } from '../api/client';
import { type Problem, ProblemError } from '../api/problem';
import type { components } from '../api/types';

export type ImportKind = components['schemas']['ImportKind'];
export type ImportCheck = components['schemas']['ImportCheck'];
export type ImportDone = components['schemas']['ImportDone'];
export type ImportRun = components['schemas']['ImportRun'];

export const kinds: ImportKind[] = ['employers', 'events', 'visits', 'counts'];
/** What the server takes at once. */
export const mostBytes = 20 * 1024 * 1024;

export interface Matching {
  /** For each column of the file what it holds; empty: not brought in. */
  columns: string[];
  /** What stands for empty cells, by column. */
  fill: Record<string, string>;
}

/** What a matching says in the address: nothing while the server is to find it by itself. */
export function matchingQuery(matching: Matching | null): { columns?: string; fill?: string } {
  if (!matching) return {};
  const fill = Object.fromEntries(Object.entries(matching.fill).filter(([, text]) => text.trim()));
  return {
    columns: JSON.stringify(matching.columns),
    ...(Object.keys(fill).length > 0 ? { fill: JSON.stringify(fill) } : {}),
  };
}

/** Columns that every row needs and neither a column nor a filling gives. */
export function stillMissing(check: ImportCheck, matching: Matching): string[] {
  return check.known
    .filter(
      (one) => one.required && !matching.columns.includes(one.id) && !matching.fill[one.id]?.trim(),
    )
    .map((one) => one.id);
}

const binary = (bytes: unknown) => bytes as Blob;
const typeOf = (file: File): string =>
  file.name.toLowerCase().endsWith('.csv')
    ? 'text/csv'
    : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** One file on its way in: chosen, matched, checked, brought in. Nothing is kept by the server before. */
export function useImport() {
  const queries = useQueryClient();
  const keys = submitKeys();
  const file = ref<File | null>(null);
  const busy = ref(false);
  const problem = ref<Problem | null>(null);
  const check = ref<ImportCheck | null>(null);
  const done = ref<ImportDone | null>(null);
  const kind = ref<ImportKind>('employers');
  const matching = reactive<Matching>({ columns: [], fill: {} });
  const missing = computed(() => (check.value ? stillMissing(check.value, matching) : []));

  async function run<T>(send: () => Promise<T>): Promise<T | null> {
    busy.value = true;
    problem.value = null;
    try {
      return await send();
    } catch (failure) {
      if (!(failure instanceof ProblemError)) throw failure;
      problem.value = failure.problem;
      return null;
    } finally {
      busy.value = false;
    }
  }

  /** Reads the file; with `asMatched` by what the person said, else by its headings. */
  async function look(asMatched: boolean): Promise<boolean> {
    const chosen = file.value;
    if (!chosen) return false;
    const found = await run(() =>
      take(
        api.POST('/api/v1/imports/check', {
          params: {
            query: {
              kind: kind.value,
              name: chosen.name,
              ...matchingQuery(asMatched ? matching : null),
            },
            header: fromPage,
          },
          headers: { 'Content-Type': typeOf(chosen) },
          body: chosen as never,
          bodySerializer: binary,
        }),
      ),
    );
    if (!found) return false;
    check.value = found;
    if (!asMatched) {
      matching.columns = found.columns.map((column) => column.column);
      matching.fill = {};
    }
    return true;
  }

  /** The file with its faults marked. */
  async function marked(): Promise<Blob | null> {
    const chosen = file.value;
    if (!chosen) return null;
    return run(
      () =>
        take(
          api.POST('/api/v1/imports/marked', {
            params: {
              query: { kind: kind.value, name: chosen.name, ...matchingQuery(matching) },
              header: fromPage,
            },
            headers: { 'Content-Type': typeOf(chosen) },
            body: chosen as never,
            bodySerializer: binary,
            parseAs: 'blob',
          }),
        ) as Promise<Blob>,
    );
  }

  async function bringIn(reason: string): Promise<boolean> {
    const chosen = file.value;
    const shown = check.value;
    if (!chosen || !shown) return false;
    const query = {
      kind: kind.value,
      name: chosen.name,
      ...matchingQuery(matching),
      check: shown.check,
      reason: reason.trim() || undefined,
    };
    const key = keys.of([query, chosen.size, chosen.lastModified]);
    const made = await run(() =>
      take(
        api.POST('/api/v1/imports', {
          params: { query, header: { ...fromPage, 'Idempotency-Key': key } },
          headers: { 'Content-Type': typeOf(chosen) },
          body: chosen as never,
          bodySerializer: binary,
        }),
      ),
    );
    if (!made) return false;
    keys.spent();
    done.value = made;
    for (const noun of ['imports', 'employers', 'cases', 'case'])
      void queries.invalidateQueries({ queryKey: [noun] });
    return true;
  }

  function forget(): void {
    file.value = null;
    check.value = null;
    done.value = null;
    problem.value = null;
  }

  return {
    file,
    kind,
    busy,
    problem,
    check,
    done,
    matching,
    missing,
    look,
    marked,
    bringIn,
    forget,
  };
}

export function useRuns() {
  return useQuery({
    queryKey: ['imports'],
    queryFn: async () => (await take(api.GET('/api/v1/imports'))).items,
  });
}

export function useUndo() {
  const queries = useQueryClient();
  const problem = ref<Problem | null>(null);
  const busy = ref('');

  async function undo(id: string, reason: string): Promise<boolean> {
    busy.value = id;
    problem.value = null;
    try {
      await take(
        api.POST('/api/v1/imports/{id}/undo', {
          params: { path: { id }, header: fromPage },
          body: { reason: reason.trim() },
        }),
      );
      for (const noun of ['imports', 'employers', 'cases', 'case'])
        void queries.invalidateQueries({ queryKey: [noun] });
      return true;
    } catch (failure) {
      if (!(failure instanceof ProblemError)) throw failure;
      problem.value = failure.problem;
      return false;
    } finally {
      busy.value = '';
    }
  }
  return { undo, problem, busy };
}
