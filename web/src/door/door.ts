import { computed, shallowRef } from 'vue';
import { api, fromPage, take } from '../api/client';
import { ProblemError } from '../api/problem';
import type { components } from '../api/types';
import * as kept from '../frame/kept';
import { type DoorItem, landed, seenUntil, type Identity, waiting } from './outbox';

// What a device at the door shows: as the server has it, with what was tapped here since.

export type DoorView = components['schemas']['DoorView'];
export type DoorList = NonNullable<DoorView['list']>;
export type Firm = DoorList['firms'][number];

interface Seen {
  id: 'view';
  view: DoorView;
  list: DoorList;
  readAt: number; // by the clock of the device
}
export const seen = shallowRef<Seen | null>(null);
export const gone = shallowRef(false);

async function takeOver(view: DoorView, begun: number): Promise<void> {
  const list = view.list ?? seen.value?.list ?? { firms: [], walk_ins: [] };
  seen.value = { id: 'view', view: { ...view, list: null }, list, readAt: Date.now() };
  seenUntil(begun);
  gone.value = false;
  await kept.put('door', seen.value).catch(() => undefined); // shown without a network, if it can be
}

function failed(failure: unknown): void {
  if (!(failure instanceof ProblemError)) throw failure;
  if (failure.problem.code === 'door_not_found') gone.value = true;
}

/** What was read last, for a page that opens without a network. */
export async function recall(): Promise<void> {
  const before = await kept.take<Seen>('door', 'view').catch(() => undefined);
  if (before && !seen.value) seen.value = before;
}

/** Takes the secret out of a link: from then on a cookie stands for it. */
export async function enter(token: string): Promise<void> {
  const begun = Date.now();
  try {
    await takeOver(
      await take(api.POST('/api/v1/door', { params: { header: fromPage }, body: { token } })),
      begun,
    );
  } catch (failure) {
    failed(failure);
  }
}

export async function read(): Promise<void> {
  const begun = Date.now();
  const list = seen.value?.view.list_tag;
  try {
    await takeOver(
      await take(api.GET('/api/v1/door', { params: { query: list ? { list } : {} } })),
      begun,
    );
  } catch (failure) {
    failed(failure);
  }
}

/** The phones that were counted go into the case; whoever shows the code sees to it. */
export async function book(): Promise<void> {
  await take(api.POST('/api/v1/door/passes', { params: { header: fromPage } })).catch(
    () => undefined,
  );
}

/** What is not in what was read yet: what waits, and what arrived since. */
const since = computed<DoorItem[]>(() => [
  ...landed.value.map((one) => one.item),
  ...waiting.value,
]);
const ownSince = computed(() =>
  since.value.filter((one) => one.batch.door === seen.value?.view.door.id),
);

export function countedSince(items: readonly DoorItem[], identity: Identity): number {
  return items
    .flatMap((one) => one.batch.counts ?? [])
    .reduce((sum, one) => sum + (one.identity === identity ? one.count : 0), 0);
}

/** The list with the marks that were made since, the last one first heard. */
export function markedSince(firms: readonly Firm[], items: readonly DoorItem[]): Firm[] {
  const marks = new Map(
    items.flatMap((one) => one.batch.attendance ?? []).map((one) => [one.employer, one.attended]),
  );
  return firms.map((firm) =>
    marks.has(firm.employer) ? { ...firm, attended: marks.get(firm.employer) || null } : firm,
  );
}

/** By the number of the booth, A2 before A10; without one behind them, by name. */
export function byBooth(a: Firm, b: Firm): number {
  if (!a.booth !== !b.booth) return a.booth ? -1 : 1;
  return (
    a.booth.localeCompare(b.booth, 'zh-CN', { numeric: true }) ||
    a.name.localeCompare(b.name, 'zh-CN')
  );
}

export const firms = computed(() =>
  markedSince(seen.value?.list.firms ?? [], ownSince.value).sort(byBooth),
);
export const walkIns = computed(() => {
  const known = seen.value?.list.walk_ins ?? [];
  const fresh = ownSince.value
    .flatMap((one) => one.batch.firms ?? [])
    .filter((one) => !known.some((other) => other.number === one.number))
    .map((one) => ({ ...one, state: '' }));
  return [...known, ...fresh];
});
export const counts = computed(() => {
  const of = seen.value?.view.counts;
  const more = (identity: Identity): number => countedSince(ownSince.value, identity);
  return {
    firms: firms.value.length,
    firmsHere: firms.value.filter((one) => one.attended === true).length,
    graduates: (of?.students.graduates ?? 0) + more('毕业生'),
    others: (of?.students.others ?? 0) + more('其他'),
    own: {
      毕业生: (of?.by_this_device.graduates ?? 0) + more('毕业生'),
      其他: (of?.by_this_device.others ?? 0) + more('其他'),
    },
  };
});

/** The code to show at a moment of the device; none when those that were fetched are over. */
export function codeAt(of: Seen | null, now: number): string | null {
  if (!of) return null;
  const server = Date.parse(of.view.at) + (now - of.readAt);
  const code = [...of.view.codes].reverse().find((one) => Date.parse(one.from) <= server);
  return code && server - Date.parse(code.from) < 30_000 ? code.code : null;
}
