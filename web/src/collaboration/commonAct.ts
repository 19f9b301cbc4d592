import { useQueryClient } from '@tanstack/vue-query';
import { ref } from 'vue';
import { api, fromPage, submitKeys, take } from '../api/client';
import { type Problem, ProblemError } from '../api/problem';
import type { Case, FieldValues } from '../api/shapes';

/**
 * The acts that every case has. They leave what forms hold as it is, so they carry no version: a
 * comment never fails because somebody else was quicker, and makes nobody's open form stale.
 */
export function useCommonAct() {
  const queries = useQueryClient();
  const busy = ref(false);
  const problem = ref<Problem | null>(null);
  const keys = submitKeys();

  async function doCommon(number: string, act: string, data?: FieldValues): Promise<Case | null> {
    busy.value = true;
    problem.value = null;
    const body = data ? { act, data } : { act };
    const header = { ...fromPage, 'Idempotency-Key': keys.of([number, body]) };
    try {
      const now = (await take(
        api.POST('/api/v1/cases/{number}/acts', {
          // The contract asks for If-Match of every other act.
          params: { path: { number }, header: header as typeof header & { 'If-Match': string } },
          body,
        }),
      )) as Case;
      keys.spent();
      queries.setQueryData(['case', number, ''], now);
      for (const noun of ['history', 'cases', 'inbox'])
        void queries.invalidateQueries({ queryKey: [noun] });
      return now;
    } catch (failure) {
      if (!(failure instanceof ProblemError)) throw failure;
      problem.value = failure.problem;
      return null;
    } finally {
      busy.value = false;
    }
  }
  return { busy, problem, doCommon };
}
