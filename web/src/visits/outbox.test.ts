import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import { session } from '../account/session';
import type { Session } from '../api/shapes';
import { hearClock } from '../frame/clock';
import * as kept from '../frame/kept';
import {
  keepItem,
  type OutboxItem,
  readOutbox,
  sendAll,
  sendNow,
  settleDay,
  waiting,
} from './outbox';

const me = { account: 'a1', person: null, roles: ['leader_secretary'] } as unknown as Session;
const item = (more: Partial<OutboxItem> = {}): OutboxItem => ({
  id: 'key-1',
  account: 'a1',
  firm: '云岭',
  body: {
    workflow: 'visit',
    act: 'log',
    organisation: 'o',
    circulars: [],
    data: { date: '2026-11-21' },
  },
  madeAt: Date.parse('2026-11-21T10:00:00+08:00'),
  dayByClock: true,
  photos: [],
  saved: null,
  stopped: null,
  otherDay: '',
  ...more,
});

/** A server that stores a visit once for each key, as the real one does. */
function server(how: { lose?: number; refuse?: number; stale?: number; date?: string } = {}) {
  const stored = new Map<string, string>();
  const photos: string[] = [];
  const asked: Request[] = [];
  let version = 1;
  const json = (status: number, body: unknown) =>
    Response.json(body, { status, headers: how.date ? { Date: how.date } : {} });
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(request);
    const { pathname } = new URL(request.url);
    const key = request.headers.get('Idempotency-Key') ?? '';
    if (pathname.endsWith('/session')) return json(200, me);
    if (pathname.endsWith('/documents')) {
      if (how.stale && request.headers.get('If-Match') !== `"v${how.stale}"`) {
        version = how.stale;
        return json(412, { code: 'stale', detail: '', status: 412 });
      }
      photos.push(key);
      version += 1;
      return json(201, { document: {}, version });
    }
    if (request.method === 'GET') return json(200, { number: 'BH-1', version });
    if (how.refuse) return json(how.refuse, { code: 'x', detail: '不行', status: how.refuse });
    stored.set(key, await request.text());
    if (how.lose) {
      how.lose -= 1;
      throw new TypeError('Failed to fetch'); // stored, but the answer got lost
    }
    return json(201, { number: 'BH-1', version });
  });
  return { stored, photos, asked };
}

beforeEach(async () => {
  session.value = me;
  hearClock(new Date().toUTCString());
  await kept.clear('outbox');
  await readOutbox();
});

test('what was sent but never answered is sent again under its key and stored once', async () => {
  const { stored } = server({ lose: 2 });
  await keepItem(item({ madeAt: Date.now(), dayByClock: false }));
  expect((await sendNow('key-1')).outcome).toBe('later');
  expect(await sendAll()).toBe('later');
  expect(waiting.value).toHaveLength(1);
  expect(await sendAll()).toBe('sent');
  expect(waiting.value).toEqual([]);
  expect([...stored.keys()]).toEqual(['key-1']);
});

test('two that send at the same moment send one after the other', async () => {
  const { stored, asked } = server();
  await keepItem(item({ dayByClock: false }));
  await Promise.all([sendNow('key-1'), sendNow('key-1'), sendAll()]);
  expect(stored.size).toBe(1);
  expect(asked.filter((one) => one.method === 'POST')).toHaveLength(1);
});

test('the text goes first; a photo is sent again after somebody else changed the visit', async () => {
  const { photos, asked } = server({ stale: 7 });
  const picture = new Blob(['x'], { type: 'image/jpeg' });
  await keepItem(item({ dayByClock: false, photos: [{ id: 'p1', name: '1.jpg', picture }] }));
  expect((await sendNow('key-1')).outcome).toBe('sent');
  expect(asked.map((one) => `${one.method} ${one.headers.get('If-Match') ?? ''}`)).toEqual([
    'POST ',
    'POST "v1"',
    'GET ',
    'POST "v7"',
  ]);
  expect(photos).toHaveLength(1);
  expect(photos[0]).not.toBe('p1'); // that key was answered with a refusal
});

test('what the server refuses waits for the person and is not sent again by itself', async () => {
  const { asked } = server({ refuse: 422 });
  await keepItem(item({ dayByClock: false }));
  expect((await sendNow('key-1')).outcome).toBe('stopped');
  const before = asked.length;
  expect(await sendAll()).toBe('sent');
  expect(asked).toHaveLength(before);
  expect(waiting.value[0]!.stopped?.detail).toBe('不行');
});

test('a server that is down is no refusal', async () => {
  server({ refuse: 503 });
  await keepItem(item({ dayByClock: false }));
  expect((await sendNow('key-1')).outcome).toBe('later');
  expect(waiting.value[0]!.stopped).toBeNull();
});

test('a phone whose clock is a day ahead asks for the day before anything is sent', async () => {
  const madeAt = Date.now();
  const day = new Date(madeAt + 8 * 3_600_000).toISOString().slice(0, 10);
  const yesterday = new Date(madeAt + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10);
  const { stored } = server({ date: new Date(madeAt - 86_400_000).toUTCString() });
  const body = { ...item().body, data: { date: day } };
  await keepItem(item({ madeAt, body }));
  await sendAll();
  expect(stored.size).toBe(0);
  expect(waiting.value[0]!.otherDay).toBe(yesterday);
  await settleDay(waiting.value[0]!, yesterday);
  expect(await sendAll()).toBe('sent');
  expect(JSON.parse([...stored.values()][0]!).data.date).toBe(yesterday);
});

test('what one person left unsent is neither shown to nor sent by the next one on the phone', async () => {
  const { stored } = server();
  await keepItem(item({ dayByClock: false }));
  session.value = { ...me, account: 'a2' };
  expect(await readOutbox()).toEqual([]);
  await sendAll();
  expect(stored.size).toBe(0);
  session.value = me;
  expect(await readOutbox()).toHaveLength(1);
});
