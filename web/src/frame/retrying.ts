import { watch } from 'vue';
import { session } from '../account/session';
import { stillBusy } from '../api/patience';
import { readOutbox, sendAll, waiting } from '../visits/outbox';
import { online } from './online';

// Tries again by itself: when the network is back, when the page is looked at again, and every so
// often in between, more seldom the longer it lasts; never sooner than a busy server said.

const pauses = [5, 10, 20, 40, 60]; // seconds
let step = 0;
let timer = 0;
let begun = false;
let running: Promise<void> | null = null;

async function work(): Promise<void> {
  window.clearTimeout(timer);
  const outcome = await sendAll().catch(() => 'later' as const);
  step = outcome === 'later' ? Math.min(step + 1, pauses.length - 1) : 0;
  if (waiting.value.some((one) => !one.stopped && !one.otherDay) && outcome !== 'signIn')
    timer = window.setTimeout(() => void retryNow(), Math.max(pauses[step]! * 1000, stillBusy()));
}

export function retryNow(): Promise<void> {
  running ??= work().finally(() => (running = null));
  return running;
}

export function beginRetrying(): void {
  if (begun || typeof indexedDB === 'undefined') return;
  begun = true;
  watch(online, (now) => now && void retryNow());
  watch(session, (who) => void (who ? retryNow() : readOutbox().catch(() => undefined)));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void retryNow();
  });
  void retryNow();
}
