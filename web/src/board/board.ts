import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api, take } from '../api/client';
import type { Calendar, Words, Workflow } from '../api/shapes';
import type { components } from '../api/types';
import { nextActOf } from '../cases/lists';
import { addDays, dayOf, daysBetween } from '../parts/time';

export type Board = components['schemas']['Board'];
export type BoardItem = components['schemas']['BoardItem'];
type Duty = components['schemas']['DutyList']['items'][number];

export interface BoardFilter {
  workflow: string;
  stage?: string;
  owner?: string;
  blocked?: boolean;
  q?: string;
}

export function useBoard(filter: MaybeRefOrGetter<BoardFilter>) {
  return useQuery({
    queryKey: ['cases', 'board', computed(() => toValue(filter))],
    queryFn: () => take(api.GET('/api/v1/board', { params: { query: toValue(filter) } })),
    placeholderData: keepPreviousData,
  });
}

/** The five columns, and the stages of a recruitment event that stand in each. */
export const columns: readonly { id: string; stages: readonly string[] }[] = [
  { id: 'plan', stages: ['plan', 'postponed'] },
  { id: 'filing', stages: ['filing'] },
  { id: 'held', stages: ['approved', 'published', 'held'] },
  { id: 'follow_up', stages: ['follow_up'] },
  { id: 'reported', stages: ['reported'] },
];

export interface Column {
  id: string;
  items: BoardItem[];
}

/** What stands in which column; a stage that a pack added goes where the one before it is. */
export function intoColumns(items: readonly BoardItem[], workflow: Workflow | undefined): Column[] {
  const order = workflow?.stages.map((stage) => stage.id) ?? [];
  const columnOf = (stage: string): string => {
    for (let at = order.indexOf(stage); at >= 0; at -= 1) {
      const found = columns.find((one) => one.stages.includes(order[at]!));
      if (found) return found.id;
    }
    return columns.find((one) => one.stages.includes(stage))?.id ?? 'plan';
  };
  return columns.map((one) => ({
    id: one.id,
    items: items.filter((item) => columnOf(item.stage) === one.id),
  }));
}

export interface Standing {
  kind: 'open' | 'ready' | 'next' | 'clear';
  act: Words | null; // what is to be done next
}

/** How an event stands: what is open, whether it may be held, what follows after it. */
export function standingOf(item: BoardItem, workflow: Workflow | undefined): Standing {
  if (item.open_items > 0) return { kind: 'open', act: null };
  const order = workflow?.stages.map((stage) => stage.id) ?? [];
  if (order.indexOf(item.stage) < order.indexOf('held')) return { kind: 'ready', act: null };
  const act = nextActOf(item.stage, workflow);
  return { kind: act ? 'next' : 'clear', act };
}

export interface MustDo {
  overdue: number; // duties whose time is over
  dueToday: number; // duties of today
  blocked: number; // what blocks an event and was to be settled by the end of today
}

/** What cannot wait until tomorrow. `now` is an instant in ISO form. */
export function mustDo(duties: readonly Duty[], items: readonly BoardItem[], now: string): MustDo {
  const midnight = Date.parse(`${addDays(dayOf(now), 1)}T00:00:00+08:00`);
  const soon = (due: string | null): boolean => due !== null && Date.parse(due) <= midnight;
  return {
    overdue: duties.filter((one) => one.overdue).length,
    dueToday: duties.filter((one) => !one.overdue && soon(one.due)).length,
    blocked: items.filter((one) => one.blocker && soon(one.blocker.due)).length,
  };
}

/** The report that is due next; none when nothing has a time that is still to come. */
export function nextReport(duties: readonly Duty[], now: string): Duty | null {
  return (
    duties
      .filter((one) => one.due !== null && Date.parse(one.due) > Date.parse(now))
      .sort((a, b) => Date.parse(a.due!) - Date.parse(b.due!))[0] ?? null
  );
}

export interface Remaining {
  word: 'hours' | 'workdays' | 'unknownDays';
  n: number;
}

/**
 * The working time until a due instant: hours on its last day, working days before; plain days when
 * the holidays up to then are not published.
 */
export function remaining(due: string, now: string, calendar: Calendar | undefined): Remaining {
  const last = dayOf(new Date(Date.parse(due) - 1).toISOString());
  const today = dayOf(now);
  if (last === today)
    return { word: 'hours', n: Math.floor((Date.parse(due) - Date.parse(now)) / 3_600_000) };
  const known = new Map(calendar?.days.map((one) => [one.date, one.working]));
  let n = 0;
  for (let day = addDays(today, 1); day <= last; day = addDays(day, 1)) {
    const working = known.get(day);
    if (working === undefined || working === null)
      return { word: 'unknownDays', n: daysBetween(today, last) };
    n += working ? 1 : 0;
  }
  return { word: 'workdays', n };
}
