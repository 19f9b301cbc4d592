import { eventsIn } from './parse';

// Follows the events of the server for as long as the page is seen. Whatever fails, fails silently:
// a page that hears nothing reads anew when it is opened or comes back, as it always did.

export interface Heard {
  changed(number: string): void; // a case that may be seen
  missed(): void; // what was told meanwhile is not known
}

const shortest = 2_000;
const longest = 120_000;

/** How long to wait before the n-th try: twice as long each time, never all pages at once. */
export function pauseBefore(tries: number, luck: number = Math.random()): number {
  const full = Math.min(longest, shortest * 2 ** Math.min(tries, 10));
  return full * (0.5 + luck / 2);
}

type Outcome = 'again' | 'later' | 'over';

export function follow(
  heard: Heard,
  ask: typeof fetch = (...request) => globalThis.fetch(...request),
): { stop: () => void } {
  let place = ''; // where we stand, for the next connection
  let tries = 0;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let line: AbortController | null = null;

  async function listen(signal: AbortSignal): Promise<Outcome> {
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (place) headers['Last-Event-ID'] = place;
    const answer = await ask('/api/v1/events', { headers, signal, cache: 'no-store' });
    if (answer.status !== 200 || !answer.body) {
      await answer.body?.cancel();
      // Who is not signed in, or may not, is not asked again; a server that is full, later.
      return answer.status >= 400 && answer.status < 500 ? 'over' : 'later';
    }
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    for (let text = ''; ;) {
      const piece = await reader.read();
      if (piece.done) return 'again';
      const found = eventsIn(text + decoder.decode(piece.value, { stream: true }));
      text = found.rest;
      for (const one of found.events) {
        tries = 0;
        if (one.event === 'end') return 'over';
        place = one.id || place;
        if (one.event === 'case') heard.changed(String(JSON.parse(one.data).number));
        if (one.event === 'reload') heard.missed();
      }
    }
  }

  async function connect(): Promise<void> {
    clearTimeout(timer);
    if (stopped || line || document.hidden) return;
    const mine = (line = new AbortController());
    const outcome = await listen(mine.signal).catch((): Outcome => 'later');
    if (line !== mine) return; // put down meanwhile
    line = null;
    if (outcome === 'over') stop();
    if (stopped || document.hidden) return;
    timer = setTimeout(() => void connect(), pauseBefore(tries));
    tries += 1;
  }
  function rest(): void {
    clearTimeout(timer);
    line?.abort();
    line = null;
  }
  /** A tab that is not seen holds no connection; browsers give a site only six. */
  function look(): void {
    if (document.hidden) rest();
    else void connect();
  }
  function stop(): void {
    stopped = true;
    rest();
    document.removeEventListener('visibilitychange', look);
    globalThis.removeEventListener('online', look);
  }
  document.addEventListener('visibilitychange', look);
  globalThis.addEventListener('online', look);
  void connect();
  return { stop };
}
