import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { patientFetch, stillBusy } from './patience';

let asked: Request[] = [];

function server(...statuses: number[]) {
  asked = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(request);
    const status = statuses[asked.length - 1] ?? 200;
    return new Response('{}', { status, headers: status === 503 ? { 'Retry-After': '2' } : {} });
  });
}

async function statusOf(request: Request): Promise<number> {
  const answer = patientFetch(request);
  await vi.runAllTimersAsync();
  return (await answer).status;
}

const post = (headers: Record<string, string> = {}) =>
  new Request('http://a/api/v1/cases', { method: 'POST', headers, body: '{"n":1}' });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what a busy server turned away is sent again with the same key and body', async () => {
  server(503, 503, 201);
  expect(await statusOf(post({ 'Idempotency-Key': 'one' }))).toBe(201);
  expect(asked.map((one) => one.headers.get('Idempotency-Key'))).toEqual(['one', 'one', 'one']);
  expect(await Promise.all(asked.map((one) => one.text()))).toEqual(Array(3).fill('{"n":1}'));
});

test('not before the server said, and not for ever', async () => {
  server(503, 503, 503, 200);
  const answer = patientFetch(new Request('http://a/api/v1/cases'));
  await vi.advanceTimersByTimeAsync(1999);
  expect(asked).toHaveLength(1);
  await vi.runAllTimersAsync();
  expect((await answer).status).toBe(503);
  expect(asked).toHaveLength(3);
  expect(stillBusy()).toBeGreaterThan(1000);
});

test('a write without a key is told at once: it must not be done twice', async () => {
  server(503, 201);
  expect(await statusOf(post())).toBe(503);
  expect(asked).toHaveLength(1);
});
