import { useQuery } from '@tanstack/vue-query';
import { api, take } from '../api/client';
import type { CaseLine, TableAnswer } from '../api/shapes';
import type { components } from '../api/types';
import { todayByServer } from '../frame/clock';
import { addDays } from '../parts/time';
import { type Figure, figuresOf, type Risk, risksOf, type Target, yearBefore } from './brief';

type Duty = components['schemas']['DutyList']['items'][number];

/** What a brief is made of, wherever it was read. */
export interface BriefParts {
  today: string;
  tables: TableAnswer[];
  earlier: TableAnswer[];
  targets: Target[];
  duties: Duty[];
  events: CaseLine[];
  visits: CaseLine[];
}
export interface Brief {
  from: string;
  to: string;
  asOf: string;
  organisation: string;
  tables: TableAnswer[];
  figures: Figure[];
  hasEarlier: boolean;
  risks: Risk[];
  ahead: CaseLine[];
}

async function casesOf(workflow: string, from: string, to: string): Promise<CaseLine[]> {
  const page = await take(
    api.GET('/api/v1/cases', {
      params: { query: { workflow, from, to, open: true, sort: 'starts', limit: 200 } },
    }),
  );
  return page.items;
}

/** Targets that the running campaign set for itself; they are what "planned" means. */
async function targets(): Promise<Target[]> {
  const page = await take(
    api.GET('/api/v1/cases', { params: { query: { workflow: 'campaign', open: true, limit: 3 } } }),
  );
  const all: Target[] = [];
  for (const { number } of page.items) {
    const one = await take(api.GET('/api/v1/cases/{number}', { params: { path: { number } } }));
    for (const row of one.rows.targets ?? [])
      all.push({
        title: String(row.title ?? ''),
        value: Number(row.value ?? 0),
        unit: String(row.unit ?? ''),
      });
  }
  return all;
}

async function read(): Promise<Brief> {
  const today = todayByServer();
  const { items } = await take(api.GET('/api/v1/tables'));
  // The two annexes of the latest circular that has them.
  const latest = items
    .filter((one) => /annex[12]$/.test(one.id))
    .map((one) => one.pack)
    .sort()
    .at(-1);
  const ids = items
    .filter((one) => one.pack === latest && /annex[12]$/.test(one.id))
    .map((one) => one.id);
  const table = (id: string, query: { from?: string; to?: string }) =>
    take(api.GET('/api/v1/tables/{id}', { params: { path: { id }, query } }));
  const [now, planned, duties, events, visits] = await Promise.all([
    Promise.all(ids.map((id) => table(id, {}))),
    targets(),
    take(api.GET('/api/v1/duties', { params: { query: { state: 'open' } } })),
    casesOf('recruitment-event', addDays(today, -60), addDays(today, 14)),
    casesOf('visit', addDays(today, -120), today),
  ]);
  const { from, to } = now[0] ?? { from: today, to: today };
  const earlier = await Promise.all(ids.map((id) => table(id, yearBefore(from, to, today))));
  return briefOf({
    today,
    tables: now,
    earlier,
    targets: planned,
    duties: duties.items,
    events,
    visits,
  });
}

export function briefOf(parts: BriefParts): Brief {
  const { today, tables, events } = parts;
  const { from, to, as_of: asOf } = tables[0] ?? { from: today, to: today, as_of: '' };
  const figures = figuresOf(tables, parts.earlier, parts.targets);
  return {
    from,
    to,
    asOf,
    organisation: tables[0]?.organisation.name ?? '',
    tables,
    figures,
    hasEarlier: figures.some((one) => one.before !== null),
    risks: risksOf(today, parts.duties, events, parts.visits),
    ahead: events.filter((one) => (one.starts_on ?? '') >= today).slice(0, 6),
  };
}

export function useBrief() {
  return useQuery({ queryKey: ['table', 'brief'], queryFn: read });
}
