import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import { clear } from '../frame/kept';
import { countedSince, markedSince } from './door';
import {
  addFirm,
  count,
  countsWait,
  isDue,
  mark,
  readWaiting,
  sendWaiting,
  waiting,
} from './outbox';

interface Sent {
  key: string;
  body: Record<string, unknown>;
}
let sent: Sent[] = [];
let answer: (one: Sent) => Response | Promise<Response> = () => written();
const written = (): Response =>
  new Response(JSON.stringify({ version: 2, replayed: false }), {
    headers: { 'Content-Type': 'application/json' },
  });
const refusal = (status: number, code: string): Response =>
  new Response(JSON.stringify({ type: '', title: '', status, detail: code, code, trace_id: 'x' }), {
    status,
    headers: { 'Content-Type': 'application/problem+json' },
  });

beforeEach(async () => {
  await clear('door');
  await readWaiting();
  sent = [];
  answer = () => written();
  vi.stubGlobal('fetch', async (request: Request) => {
    const one = {
      key: request.headers.get('Idempotency-Key') ?? '',
      body: (await request.json()) as Record<string, unknown>,
    };
    sent.push(one);
    return answer(one);
  });
});

test('a hundred taps are one batch, and taps that take each other back are none', async () => {
  await Promise.all(Array.from({ length: 100 }, () => count('d', '毕业生', 1)));
  await count('d', '其他', 5);
  await count('d', '其他', -5);
  expect(waiting.value).toHaveLength(1);
  expect(await sendWaiting(true)).toBe('sent');
  expect(sent.map((one) => one.body)).toEqual([
    { door: 'd', counts: [{ identity: '毕业生', count: 100 }] },
  ]);
  await count('d', '毕业生', 1);
  await count('d', '毕业生', -1);
  await sendWaiting(true);
  expect(sent).toHaveLength(1);
  expect(waiting.value).toEqual([]);
});

test('a batch that may have arrived is sent again as it was, and later taps are another', async () => {
  answer = () => Promise.reject(new TypeError('network'));
  await count('d', '毕业生', 3);
  expect(await sendWaiting(true)).toBe('later');
  await count('d', '毕业生', 4);
  expect(waiting.value).toHaveLength(2);
  answer = () => written();
  expect(await sendWaiting(true)).toBe('sent');
  expect(sent.map((one) => (one.body.counts as { count: number }[])[0]!.count)).toEqual([3, 3, 4]);
  expect(sent[1]!.key).toBe(sent[0]!.key);
  expect(sent[2]!.key).not.toBe(sent[0]!.key);
});

test('no batch grows beyond what the server takes in one line', async () => {
  await count('d', '毕业生', 999);
  await count('d', '毕业生', 5);
  expect(waiting.value.map((one) => one.batch.counts![0]!.count).sort()).toEqual([5, 999]);
});

test('what is refused stays, says why, and does not keep the rest', async () => {
  answer = ({ body }) => (body.attendance ? refusal(409, 'act_not_open') : written());
  await mark('d', 'firm', true);
  await addFirm('d', ' 临时公司 ', ' B1 ');
  expect(await sendWaiting(true)).toBe('sent');
  expect(waiting.value.map((one) => one.stopped?.code)).toEqual(['act_not_open']);
  expect(sent[1]!.body.firms).toEqual([
    { number: expect.stringMatching(/^[0-9a-f]{8}$/) as string, name: '临时公司', booth: 'B1' },
  ]);
});

test('a device that was ended keeps what it holds', async () => {
  answer = () => refusal(404, 'door_not_found');
  await mark('d', 'firm', true);
  expect(await sendWaiting()).toBe('gone');
  expect(waiting.value).toHaveLength(1);
});

test('marks go at once, counts a few seconds after the first', async () => {
  await mark('d', 'firm', true);
  await count('d', '毕业生', 1);
  const [marked, counted] = waiting.value;
  const now = counted!.madeAt;
  expect(isDue(marked!, now)).toBe(true);
  expect(isDue(counted!, now + countsWait - 1)).toBe(false);
  expect(isDue(counted!, now + countsWait)).toBe(true);
});

test('the page shows what was tapped before the server has it', async () => {
  await count('d', '毕业生', 5);
  await mark('d', 'b', true);
  await mark('d', 'b', false);
  await mark('d', 'a', true);
  expect(countedSince(waiting.value, '毕业生')).toBe(5);
  const firm = (employer: string, attended: boolean | null) => ({
    ...{ employer, attended },
    ...{ name: employer, booth: '' },
  });
  expect(markedSince([firm('a', null), firm('b', true)], waiting.value)).toEqual([
    firm('a', true),
    firm('b', null),
  ]);
});
