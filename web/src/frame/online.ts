import { ref } from 'vue';
import { api } from '../api/client';

/**
 * Whether requests get through. The browser's own word is not enough: a phone in a lift has Wi-Fi and
 * no network, so a request that failed says "no" and the next answer says "yes" again.
 */
export const online = ref(typeof navigator === 'undefined' || navigator.onLine !== false);

api.use({
  onResponse() {
    online.value = true;
    return undefined;
  },
  onError({ error }) {
    // A request that a page took back is no sign of anything.
    if (!(error instanceof DOMException && error.name === 'AbortError')) online.value = false;
    return undefined;
  },
});

if (typeof window !== 'undefined') {
  window.addEventListener('offline', () => (online.value = false));
  window.addEventListener('online', () => (online.value = true));
}
