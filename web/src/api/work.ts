import { ref } from 'vue';
import { type Problem, ProblemError } from './problem';

/** Something that is sent to the server: whether it is on its way, and why it was refused. */
export function useWork() {
  const busy = ref(false);
  const problem = ref<Problem | null>(null);

  /** What the work gave; null when the server refused it. */
  async function run<T>(work: () => Promise<T>): Promise<{ done: T } | null> {
    busy.value = true;
    problem.value = null;
    try {
      return { done: await work() };
    } catch (failure) {
      if (!(failure instanceof ProblemError)) throw failure;
      problem.value = failure.problem;
      return null;
    } finally {
      busy.value = false;
    }
  }
  return { busy, problem, run };
}
