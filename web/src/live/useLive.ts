import { useQueryClient } from '@tanstack/vue-query';
import { onScopeDispose, watch } from 'vue';
import { session } from '../account/session';

/** Pages that stand open follow what others do, for as long as somebody is signed in. */
export function useLive(): void {
  const queries = useQueryClient();
  let stop = (): void => {};
  const account = (): string | undefined => session.value?.account;
  watch(
    account,
    async (who) => {
      stop();
      if (!who) return;
      let off = false;
      stop = () => (off = true);
      // The page itself comes first.
      const [{ follow }, { refreshing }] = await Promise.all([
        import('./follow'),
        import('./refresh'),
      ]);
      if (off) return;
      const heard = refreshing(queries);
      const line = follow(heard);
      stop = () => {
        line.stop();
        heard.stop();
      };
    },
    { immediate: true },
  );
  onScopeDispose(() => stop());
}
