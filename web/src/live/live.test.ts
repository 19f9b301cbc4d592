import { QueryClient } from '@tanstack/vue-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { follow, pauseBefore } from './follow';
import { eventsIn } from './parse';
import { isTouched, refreshing } from './refresh';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const encoder = new TextEncoder();
function streamOf(...pieces: string[]): Response {
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(encoder.encode(piece));
        controller.close();
      },
    }),
  );
}
const told = (place: number, number: string): string =>
  `id: r.${place}\nevent: case\ndata: {"number":"${number}","version":2,"workflow":"visit"}\n\n`;
function listener() {
  const heard: string[] = [];
  return {
    heard,
    changed: (number: string) => void heard.push(number),
    missed: () => void heard.push('missed'),
  };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

test('whole events are read and heartbeats passed over; half an event waits for its end', () => {
  const { events, rest } = eventsIn(`:\n\n${told(7, 'BH-1')}id: r.8\nevent: ca`);
  expect(events.map((one) => [one.id, one.event, JSON.parse(one.data).number])).toEqual([
    ['r.7', 'case', 'BH-1'],
  ]);
  expect(rest).toBe('id: r.8\nevent: ca');
});

test('what was cut off goes on where it stood, also in the middle of an event', async () => {
  const asked: (string | null)[] = [];
  const answers = [streamOf(told(7, 'BH-1').slice(0, 9), told(7, 'BH-1').slice(9)), streamOf()];
  const to = listener();
  const line = follow(to, async (_, init) => {
    asked.push(new Headers(init?.headers).get('Last-Event-ID'));
    return answers[asked.length - 1] ?? new Response(null, { status: 503 });
  });
  await settle();
  expect(to.heard).toEqual(['BH-1']);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked.slice(0, 2)).toEqual([null, 'r.7']);
  line.stop();
});

test('nobody is asked again after the session has ended, or without the right to it', async () => {
  for (const last of [
    () => streamOf('id: r.1\nevent: end\ndata: {}\n\n'),
    () => new Response('', { status: 401 }),
    () => new Response('', { status: 403 }),
  ]) {
    const ask = vi.fn(async () => last());
    follow(listener(), ask);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(ask).toHaveBeenCalledTimes(1);
  }
});

test('a server that is full or away is asked ever more seldom, and not by all at once', async () => {
  const times: number[] = [];
  const line = follow(listener(), async () => {
    times.push(Date.now());
    if (times.length % 2) throw new TypeError('network');
    return new Response('', { status: 503 });
  });
  await vi.advanceTimersByTimeAsync(30 * 60_000);
  const gaps = times.slice(1).map((at, i) => at - times[i]!);
  expect(gaps[0]).toBeLessThanOrEqual(2_000);
  expect(gaps.at(-1)).toBeGreaterThanOrEqual(60_000);
  expect(gaps.at(-1)).toBeLessThanOrEqual(120_000);
  expect(pauseBefore(3, 0)).toBe(8_000);
  expect(pauseBefore(3, 1)).toBe(16_000);
  line.stop();
});

test('a tab that is not seen holds no connection, and listens again when it is seen', async () => {
  let hidden = false;
  vi.spyOn(document, 'hidden', 'get').mockImplementation(() => hidden);
  const signals: AbortSignal[] = [];
  const line = follow(listener(), (_, init) => {
    signals.push(init!.signal!);
    return new Promise((_resolve, reject) =>
      init!.signal!.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
    );
  });
  await settle();
  hidden = true;
  document.dispatchEvent(new Event('visibilitychange'));
  expect(signals.map((one) => one.aborted)).toEqual([true]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(signals.length).toBe(1);
  hidden = false;
  document.dispatchEvent(new Event('visibilitychange'));
  await settle();
  expect(signals.map((one) => one.aborted)).toEqual([true, false]);
  line.stop();
  vi.restoreAllMocks();
});

test('a change makes old what shows that case and every list, and nothing else', () => {
  const numbers = new Set(['BH-1']);
  expect(isTouched(['case', 'BH-1', ''], numbers)).toBe(true);
  expect(isTouched(['case', 'BH-2', ''], numbers)).toBe(false);
  expect(isTouched(['cases', {}], numbers)).toBe(true);
  expect(isTouched(['workflows'], numbers)).toBe(false);
  expect(isTouched(['sample', {}], numbers)).toBe(false);
});

test('a case is read within a second, lists no more than every ten, and no change is forgotten', async () => {
  const queries = new QueryClient();
  const list = vi.fn(async () => []);
  const one = vi.fn(async () => ({}));
  const observe = async (queryKey: unknown[], queryFn: () => Promise<unknown>) => {
    const { QueryObserver } = await import('@tanstack/vue-query');
    return new QueryObserver(queries, { queryKey, queryFn }).subscribe(() => {});
  };
  await observe(['cases', {}], list);
  await observe(['case', 'BH-1', ''], one);
  await settle();
  expect([list.mock.calls.length, one.mock.calls.length]).toEqual([1, 1]);
  const heard = refreshing(queries);
  heard.changed('BH-1');
  heard.changed('BH-1');
  await vi.advanceTimersByTimeAsync(1_100);
  expect([list.mock.calls.length, one.mock.calls.length]).toEqual([2, 2]);
  heard.changed('BH-1');
  await vi.advanceTimersByTimeAsync(1_100);
  expect([list.mock.calls.length, one.mock.calls.length]).toEqual([2, 3]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(list.mock.calls.length).toBe(3);
  heard.stop();
  queries.clear();
});
