import { ref } from 'vue';
import { type Problem, ProblemError } from '../api/problem';

/**
 * Does what needs the password once more: when the server asks for it, the dialog opens, and the
 * same is tried again after it. What the server refuses is kept in `problem`.
 */
export function useStepUp() {
  const asking = ref(false);
  const busy = ref(false);
  const problem = ref<Problem | null>(null);
  let answered: (confirmed: boolean) => void = () => undefined;

  async function confirmed(): Promise<boolean> {
    asking.value = true;
    const given = await new Promise<boolean>((resolve) => (answered = resolve));
    asking.value = false;
    return given;
  }
  /** What the work gave; null when it was refused or given up. */
  async function run<T>(work: () => Promise<T>): Promise<{ done: T } | null> {
    busy.value = true;
    problem.value = null;
    try {
      for (;;) {
        try {
          return { done: await work() };
        } catch (failure) {
          if (!(failure instanceof ProblemError)) throw failure;
          if (failure.problem.code !== 'confirm_required') {
            problem.value = failure.problem;
            return null;
          }
          if (!(await confirmed())) return null;
        }
      }
    } finally {
      busy.value = false;
    }
  }
  return { asking, busy, problem, run, answer: (given: boolean): void => answered(given) };
}
export type StepUp = ReturnType<typeof useStepUp>;
