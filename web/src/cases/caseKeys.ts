import { onMounted, onUnmounted } from 'vue';
import { isCovered, isTyping } from '../frame/keys';

/** The keys of a case page: each names what it does. They rest while somebody types or a drawer is open. */
export function useCaseKeys(keys: Record<string, () => void>): void {
  function press(event: KeyboardEvent): void {
    // g and a letter have gone elsewhere: the frame has said so by preventing the default.
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.isComposing || isTyping(event.composedPath()[0] ?? event.target) || isCovered())
      return;
    const run = keys[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }
  onMounted(() => document.addEventListener('keydown', press));
  onUnmounted(() => document.removeEventListener('keydown', press));
}
