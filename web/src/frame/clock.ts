import { ref } from 'vue';
import { api } from '../api/client';
import { dayOf } from '../parts/time';

// A phone may stand a day off, and "today" is what a visit is counted by. Every answer of the server
// carries its own time; the difference is kept, so that a page opened without a network still knows it.

const kept = 'beihui.clock';
const matters = 2 * 60_000; // answers take a while; less than this is no wrong clock

const off = ref<number | null>(read());

function read(): number | null {
  try {
    const text = localStorage.getItem(kept);
    return text === null ? null : Number(text);
  } catch {
    return null;
  }
}

/** Hears the time of an answer. A phone that was set right meanwhile is believed again. */
export function hearClock(date: string | null, now: number = Date.now()): void {
  const server = date ? Date.parse(date) : NaN;
  if (Number.isNaN(server)) return;
  const found = server - now;
  // A little more or less from answer to answer is no news.
  if (off.value === null || Math.abs(found - off.value) >= matters)
    off.value = Math.abs(found) < matters ? 0 : found;
  try {
    localStorage.setItem(kept, String(off.value));
  } catch {
    // known for this visit only
  }
}

/** Milliseconds that the phone is behind the server; null until the server was heard. */
export function clockOff(): number | null {
  return off.value;
}

/** Today in Beijing by the server's clock as far as it is known. */
export function todayByServer(now: number = Date.now()): string {
  return dayOf(new Date(now + (off.value ?? 0)).toISOString());
}

/** How many days the phone is ahead (+) or behind (−) on its calendar; 0 when both say the same day. */
export function daysAhead(now: number = Date.now()): number {
  const phone = Date.parse(dayOf(new Date(now).toISOString()));
  return Math.round((phone - Date.parse(todayByServer(now))) / 86_400_000);
}

api.use({
  onResponse({ response }) {
    // An answer that a cache kept would tell an old time; the server forbids caches.
    hearClock(response.headers.get('date'));
    return undefined;
  },
});
