import { shallowRef } from 'vue';
import { api, fromPage, take as answerOf, uuid } from '../api/client';
import { type Problem, ProblemError } from '../api/problem';
import type { components } from '../api/types';
import * as kept from '../frame/kept';
import { isPassing, turns } from '../frame/sending';

// What was tapped at the door, on its way to the server. Each tap stands on the device before anything
// is sent; a batch carries one Idempotency-Key however often it is sent, so that it counts once.

export type Identity = '毕业生' | '其他';
export type Batch = components['schemas']['DoorBatch'];
export interface DoorItem {
  id: string; // Idempotency-Key
  batch: Batch;
  madeAt: number;
  tried: boolean; // it may have arrived: it is sent again as it is, and nothing is added to it
  stopped: Problem | null; // sending it again as it is would not help
}
export type Outcome = 'sent' | 'later' | 'gone';

/** What this device has waiting, the oldest first. */
export const waiting = shallowRef<DoorItem[]>([]);
/** What has arrived and is not yet in what was read of the server. */
export const landed = shallowRef<{ item: DoorItem; at: number }[]>([]);

/** In one line of a batch; the contract has the same. */
const mostCounted = 1000;

const inTurn = turns('beihui.door');
const tapped = turns('beihui.door.taps');

export async function readWaiting(): Promise<DoorItem[]> {
  waiting.value = (await kept.all<DoorItem | { id: string }>('door'))
    .filter((one): one is DoorItem => 'batch' in one)
    .sort((a, b) => a.madeAt - b.madeAt || a.id.localeCompare(b.id));
  return waiting.value;
}

// Two taps within a millisecond, or on a clock that was set back, keep their order.
function fresh(batch: Batch): DoorItem {
  const last = waiting.value.at(-1)?.madeAt ?? 0;
  const madeAt = Math.max(Date.now(), last + 1);
  return { id: uuid(), batch, madeAt, tried: false, stopped: null };
}

function keep(batch: Batch): Promise<void> {
  return tapped(async () => {
    await kept.put('door', fresh(batch));
    await readWaiting();
  });
}

export function mark(door: string, employer: string, attended: boolean): Promise<void> {
  return keep({ door, attendance: [{ employer, attended }] });
}

export function addFirm(door: string, name: string, booth: string): Promise<void> {
  const number = uuid().slice(0, 8);
  return keep({ door, firms: [{ number, name: name.trim(), booth: booth.trim() }] });
}

/** Two lists of counts as one; what comes to nothing is left out. */
export function summed(
  counts: NonNullable<Batch['counts']>,
  identity: Identity,
  by: number,
): NonNullable<Batch['counts']> {
  const before = counts.find((one) => one.identity === identity)?.count ?? 0;
  const rest = counts.filter((one) => one.identity !== identity);
  return before + by === 0 ? rest : [...rest, { identity, count: before + by }];
}

/** Adds to the batch that was not sent yet, or begins one: a hundred taps are one line of history. */
export function count(door: string, identity: Identity, by: number): Promise<void> {
  return tapped(async () => {
    const open = waiting.value.find(
      (one) => !one.tried && one.batch.door === door && one.batch.counts,
    );
    let taken = false;
    if (open)
      await kept.change<DoorItem>('door', open.id, (now) => {
        const counts = summed(now?.batch.counts ?? [], identity, by);
        const fits = counts.every((one) => Math.abs(one.count) <= mostCounted);
        if (!now || now.tried || !fits) return undefined; // it went off meanwhile, or is full
        taken = true;
        return { ...now, batch: { door, counts } };
      });
    if (!taken) await kept.put('door', fresh({ door, counts: [{ identity, count: by }] }));
    await readWaiting();
  });
}

/** Counts are sent a few seconds after the first tap, all else at once. */
export const countsWait = 6_000;
export function isDue(item: DoorItem, now: number): boolean {
  return !item.stopped && (!item.batch.counts || now - item.madeAt >= countsWait);
}

async function send(id: string): Promise<Outcome> {
  const item = await kept.change<DoorItem>('door', id, (now) => now && { ...now, tried: true });
  if (!item) return 'sent'; // another tab was quicker
  if (item.batch.counts?.length !== 0) {
    try {
      await answerOf(
        api.POST('/api/v1/door/batches', {
          params: { header: { ...fromPage, 'Idempotency-Key': item.id } },
          body: item.batch,
        }),
      );
    } catch (failure) {
      if (!(failure instanceof ProblemError)) throw failure;
      if (failure.problem.code === 'door_not_found') return 'gone';
      if (isPassing(failure.problem)) return 'later';
      const halted: DoorItem = { ...item, stopped: failure.problem };
      await kept.put('door', halted);
      return 'sent';
    }
    landed.value = [...landed.value, { item, at: Date.now() }];
  }
  await kept.drop('door', id);
  return 'sent';
}

/** Sends what is due; with `all` whatever there is, what was stopped too. */
export function sendWaiting(all = false): Promise<Outcome> {
  return inTurn(async () => {
    let outcome: Outcome = 'sent';
    try {
      for (const item of await readWaiting())
        if (all || isDue(item, Date.now())) {
          outcome = await send(item.id);
          if (outcome !== 'sent') break;
        }
    } finally {
      await readWaiting();
    }
    return outcome;
  });
}

/** What was read of the server, begun at `at`, has what had landed before. */
export function seenUntil(at: number): void {
  landed.value = landed.value.filter((one) => one.at >= at);
}
