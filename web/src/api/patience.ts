// A server that has too much to do turns a request away before it has done anything for it, and says
// when to come back (503 with Retry-After). What may be sent twice is sent again by itself.

const tries = 2;
const longest = 5; // seconds: whoever waits longer wants to be told

let busyUntil = 0;

/** Milliseconds until the server wants to hear of us again; 0 when it did not ask for that. */
export function stillBusy(): number {
  return Math.max(0, busyUntil - Date.now());
}

/** Reading changes nothing, and a key counts once however often it is sent. */
function mayBeRepeated(request: Request): boolean {
  return ['GET', 'HEAD'].includes(request.method) || request.headers.has('Idempotency-Key');
}

/** In seconds; null when the answer does not say. The header may hold a date as well: nobody sends one. */
function secondsToWait(response: Response): number | null {
  const text = response.headers.get('Retry-After') ?? '';
  return response.status === 503 && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

/** `fetch`, with patience. */
export async function patientFetch(request: Request): Promise<Response> {
  for (let tried = 0; ; tried += 1) {
    const response = await globalThis.fetch(request.clone());
    const seconds = secondsToWait(response);
    if (seconds === null) return response;
    busyUntil = Date.now() + seconds * 1000;
    if (tried === tries || seconds > longest || !mayBeRepeated(request)) return response;
    // Those who were turned away together should not come back together.
    const wait = seconds * (1 + Math.random() / 2);
    await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    if (request.signal.aborted) return response;
  }
}
