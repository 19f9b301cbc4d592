import { computed, onUnmounted, ref, shallowRef, watch } from 'vue';
import { api, fromPage, take } from '../api/client';
import { ProblemError } from '../api/problem';
import { useTable, useTables } from '../api/queries';
import type { Case } from '../api/shapes';
import type { components } from '../api/types';
import type { ActRequest } from '../cases/submit';

export type ActCells = components['schemas']['ActCells'];

const pause = 350; // milliseconds without a key before the server is asked

/**
 * What the tables would show, were what is being typed done. Asked while somebody types, never
 * written; an answer that comes after a later question is dropped.
 */
export function useActCells(of: () => Case, wanted: () => ActRequest | null) {
  const cells = shallowRef<ActCells | null>(null);
  const asking = ref(false);
  let last = 0;
  let timer = 0;
  async function ask(body: ActRequest): Promise<void> {
    last += 1;
    const mine = last;
    asking.value = true;
    try {
      const answer = await take(
        api.POST('/api/v1/cases/{number}/acts/cells', {
          params: { path: { number: of().number }, header: fromPage },
          body,
        }),
      );
      if (mine === last) cells.value = answer;
    } catch (failure) {
      // What is wrong with the line is told when it is sent; a preview that cannot be had is none.
      if (!(failure instanceof ProblemError)) throw failure;
      if (mine === last) cells.value = null;
    } finally {
      if (mine === last) asking.value = false;
    }
  }
  watch(
    () => JSON.stringify(wanted()),
    () => {
      window.clearTimeout(timer);
      const body = wanted();
      if (body) {
        timer = window.setTimeout(() => void ask(body), pause);
        return;
      }
      last += 1;
      cells.value = null;
      asking.value = false;
    },
  );
  onUnmounted(() => window.clearTimeout(timer));
  return { cells, asking };
}

/** A table of the circulars of the case over the phase that its event lies in, for its own organisation. */
export function useCaseTable(of: () => Case, day: () => string) {
  const tables = useTables();
  const id = computed(() => {
    const bound = new Set(of().packs.map((pack) => pack.pack));
    return tables.data.value?.find((one) => bound.has(one.pack))?.id ?? '';
  });
  const phases = useTable(
    id,
    () => ({ organisation: of().organisation.id }),
    () => id.value !== '',
  );
  const phase = computed(() =>
    phases.data.value?.table.phases.find((one) => one.from <= day() && day() <= one.to),
  );
  const table = useTable(
    id,
    () => ({ organisation: of().organisation.id, from: phase.value?.from, to: phase.value?.to }),
    () => phase.value !== undefined,
  );
  return { table, phase, known: computed(() => phases.data.value !== undefined) };
}
