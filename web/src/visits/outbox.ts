import { shallowRef } from 'vue';
import { session } from '../account/session';
import { api, etag, fromPage, take as answerOf, uuid } from '../api/client';
import { type Problem, ProblemError } from '../api/problem';
import type { Case, FieldValues } from '../api/shapes';
import { clockOff } from '../frame/clock';
import * as kept from '../frame/kept';
import { isPassing, turns } from '../frame/sending';
import { dayOf } from '../parts/time';

// Visits on their way to the server. One that was submitted is written down on the phone first and sent
// then; whatever is lost on the way, it is sent again under the same Idempotency-Key, so that the server
// stores it once. Its text goes first, its photos follow.

export interface Photo {
  id: string; // Idempotency-Key of the upload
  name: string;
  picture: Blob;
}
export interface VisitBody {
  workflow: string;
  act: string;
  organisation: string;
  circulars: string[];
  data: FieldValues;
}
export interface OutboxItem {
  id: string; // Idempotency-Key of the visit
  account: string;
  firm: string;
  body: VisitBody;
  madeAt: number; // by the phone's clock
  dayByClock: boolean; // nobody chose the day: it is the phone's today
  photos: Photo[];
  saved: { number: string; version: number } | null; // the text has arrived
  stopped: Problem | null; // sending it again as it is would not help
  otherDay: string; // the day by the server's clock, when the phone's is another one
}
export type Outcome = 'sent' | 'later' | 'stopped' | 'signIn' | 'clock';
export interface Sent {
  outcome: Outcome;
  case: Case | null;
}

/** What the account that is signed in has waiting, the oldest first. */
export const waiting = shallowRef<OutboxItem[]>([]);
/** Goes up each time something arrived, so that pages read again. */
export const arrived = shallowRef(0);

export async function readOutbox(): Promise<OutboxItem[]> {
  const account = session.value?.account;
  const items = account ? await kept.all<OutboxItem>('outbox') : [];
  waiting.value = items
    .filter((one) => one.account === account)
    .sort((a, b) => a.madeAt - b.madeAt || a.id.localeCompare(b.id));
  return waiting.value;
}

export async function keepItem(item: OutboxItem): Promise<void> {
  await kept.put('outbox', item);
  await readOutbox();
}

export async function dropItem(id: string): Promise<void> {
  await kept.drop('outbox', id);
  await readOutbox();
}

async function sendText(item: OutboxItem): Promise<Case> {
  return (await answerOf(
    api.POST('/api/v1/cases', {
      params: { header: { ...fromPage, 'Idempotency-Key': item.id } },
      body: item.body,
    }),
  )) as Case;
}

function sendPhoto(number: string, version: number, photo: Photo) {
  return answerOf(
    api.POST('/api/v1/cases/{number}/documents', {
      params: {
        path: { number },
        query: { kind: 'photo', name: photo.name },
        header: { ...fromPage, 'Idempotency-Key': photo.id, 'If-Match': etag(version) },
      },
      headers: { 'Content-Type': 'image/jpeg' },
      body: photo.picture as never,
      bodySerializer: (bytes: unknown) => bytes as Blob,
    }),
  );
}

async function sendPhotos(item: OutboxItem, saved: { number: string; version: number }) {
  for (let tries = 0; item.photos.length > 0;) {
    const [photo] = item.photos;
    try {
      saved.version = (await sendPhoto(saved.number, saved.version, photo!)).version;
      item.photos = item.photos.slice(1);
      tries = 0;
    } catch (failure) {
      // The office may have worked on the visit meanwhile: a photo goes beside whatever they wrote.
      if (!(failure instanceof ProblemError && failure.isStale) || tries > 2) throw failure;
      tries += 1;
      const now = await answerOf(
        api.GET('/api/v1/cases/{number}', { params: { path: { number: saved.number } } }),
      );
      saved.version = now.version;
      photo!.id = uuid(); // the key was spent on the refusal
    }
    await kept.put('outbox', item);
  }
}

/** The day that was filled in by the phone's clock, when the server's clock says another one. */
function dayOff(item: OutboxItem): string {
  const off = clockOff();
  if (!item.dayByClock || off === null) return '';
  const day = dayOf(new Date(item.madeAt + off).toISOString());
  return day === item.body.data.date ? '' : day;
}

async function send(id: string): Promise<Sent> {
  const item = await kept.take<OutboxItem>('outbox', id);
  if (!item) return { outcome: 'sent', case: null }; // another tab was quicker
  let opened: Case | null = null;
  try {
    if (!item.saved) {
      item.otherDay = dayOff(item);
      if (item.otherDay) {
        await kept.put('outbox', item);
        return { outcome: 'clock', case: null };
      }
      opened = await sendText(item);
      item.saved = { number: opened.number, version: opened.version };
      item.stopped = null;
      await kept.put('outbox', item);
      arrived.value += 1;
    }
    await sendPhotos(item, item.saved);
    await kept.drop('outbox', id);
    arrived.value += 1;
    return { outcome: 'sent', case: opened };
  } catch (failure) {
    if (!(failure instanceof ProblemError)) throw failure;
    if (failure.problem.status === 401) return { outcome: 'signIn', case: opened };
    if (isPassing(failure.problem)) return { outcome: 'later', case: opened };
    item.stopped = failure.problem;
    await kept.put('outbox', item);
    return { outcome: 'stopped', case: opened };
  }
}

const inTurn = turns('beihui.outbox');

export async function sendNow(id: string): Promise<Sent> {
  try {
    return await inTurn(() => send(id));
  } finally {
    await readOutbox();
  }
}

/**
 * Sends whatever waits. What was stopped by an answer stays until somebody has changed it. The session
 * is asked first: its answer tells the clock, and whether this account is still signed in.
 */
export async function sendAll(): Promise<Outcome> {
  const items = (await readOutbox()).filter((one) => !one.stopped && !one.otherDay);
  if (items.length === 0) return 'sent';
  try {
    const who = await answerOf(api.GET('/api/v1/session'));
    if (who.account !== items[0]!.account) return 'signIn';
  } catch (failure) {
    if (!(failure instanceof ProblemError)) throw failure;
    return failure.problem.status === 401 ? 'signIn' : 'later';
  }
  for (const item of items) {
    const { outcome } = await sendNow(item.id);
    if (outcome === 'later' || outcome === 'signIn') return outcome;
  }
  return 'sent';
}

/** The person has decided which day it was. */
export async function settleDay(item: OutboxItem, day: string): Promise<void> {
  const data = { ...item.body.data, date: day };
  await keepItem({ ...item, body: { ...item.body, data }, dayByClock: false, otherDay: '' });
}
