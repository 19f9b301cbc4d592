import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, type MaybeRefOrGetter, toValue } from 'vue';
import { api, take } from '../api/client';
import type { components } from '../api/types';
import { addDays, weekdayOf } from '../parts/time';

export type Agenda = components['schemas']['Agenda'];
export type AgendaItem = components['schemas']['AgendaItem'];
export type Layer = components['schemas']['AgendaLayer'];
export const layers: readonly Layer[] = ['event', 'duty', 'visit'];

export interface AgendaFilter {
  from: string;
  to: string;
  layers?: string; // "event,duty"; all when absent
  organisation?: string;
  owner?: string;
}

export function useAgenda(filter: MaybeRefOrGetter<AgendaFilter>) {
  return useQuery({
    // Under "cases", so that an act on any case makes it old.
    queryKey: ['cases', 'agenda', computed(() => toValue(filter))],
    queryFn: () => take(api.GET('/api/v1/agenda', { params: { query: toValue(filter) } })),
    placeholderData: keepPreviousData,
  });
}

/** "2026-05" of what an address says; the month of `today` for anything else. */
export function monthOf(text: unknown, today: string): string {
  return typeof text === 'string' && /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/.test(text)
    ? text
    : today.slice(0, 7);
}

/** The month that lies `by` months after another one. */
export function addMonths(month: string, by: number): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + by;
  return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`;
}

/** First and last day of a month. */
export function daysOfMonth(month: string): { from: string; to: string } {
  return { from: `${month}-01`, to: addDays(`${addMonths(month, 1)}-01`, -1) };
}

/** The whole weeks from Monday to Sunday that a month touches. */
export function weeksOf(month: string): string[][] {
  const { from, to } = daysOfMonth(month);
  const first = addDays(from, -((weekdayOf(from) + 6) % 7));
  const weeks: string[][] = [];
  for (let day = first; day <= to; day = addDays(day, 7))
    weeks.push(Array.from({ length: 7 }, (_, i) => addDays(day, i)));
  return weeks;
}

export const idOf = (item: AgendaItem): string => `${item.layer} ${item.number} ${item.duty ?? ''}`;

/** What happens on each day; what lasts several days stands on each of them. */
export function byDay(items: readonly AgendaItem[], from: string, to: string) {
  const days = new Map<string, AgendaItem[]>();
  for (const item of items) {
    const last = item.to ?? item.from;
    for (
      let day = item.from < from ? from : item.from;
      day <= last && day <= to;
      day = addDays(day, 1)
    )
      days.set(day, [...(days.get(day) ?? []), item]);
  }
  return days;
}

export function countLayers(agenda: Agenda | undefined): Record<Layer, number> {
  const many: Record<Layer, number> = { event: 0, duty: 0, visit: 0 };
  for (const item of agenda?.items ?? []) many[item.layer] += 1;
  return many;
}

/** The layers that an address names, in their order; all for none. */
export function chosenLayers(text: unknown): Layer[] {
  const named = typeof text === 'string' ? text.split(',') : [];
  const chosen = layers.filter((one) => named.includes(one));
  return chosen.length > 0 ? chosen : [...layers];
}
