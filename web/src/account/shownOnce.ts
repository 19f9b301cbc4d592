import { ref } from 'vue';
import { useWork } from '../api/work';
import { confirmSession } from './session';

/**
 * Makes an address that the server gives once; the password is asked for when the server wants it
 * again.
 */
export function useShownOnce(make: () => Promise<{ url?: string }>) {
  const { busy, problem, run } = useWork();
  const url = ref('');
  const password = ref('');
  const asksPassword = ref(false);

  /** Whether it was done. */
  async function keep(work: () => Promise<unknown>): Promise<boolean> {
    const done = await run(work);
    if (problem.value?.code === 'confirm_required') {
      problem.value = null;
      asksPassword.value = true;
    }
    return done !== null;
  }
  const begin = (): Promise<boolean> =>
    keep(async () => {
      if (asksPassword.value) await confirmSession(password.value);
      url.value = (await make()).url ?? '';
      password.value = '';
    });
  return { busy, problem, url, password, asksPassword, keep, begin };
}
