import type { CaseLine, TableAnswer } from '../api/shapes';
import type { components } from '../api/types';
import { addDays, daysBetween } from '../parts/time';

type Duty = components['schemas']['DutyList']['items'][number];

/** One of the six numbers, beside what was planned and what it was a year before. */
export interface Figure {
  table: string;
  column: string;
  label: string; // without its unit
  unit: string;
  value: number;
  before: number | null; // null: nothing at all was recorded in that span
  planned: number | null;
}
export interface Target {
  title: string;
  value: number;
  unit: string;
}

const wanted: [table: RegExp, column: string][] = [
  [/annex1$/, 'events'],
  [/annex1$/, 'smes'],
  [/annex1$/, 'posts'],
  [/annex1$/, 'people'],
  [/annex1$/, 'signed'],
  [/annex2$/, 'visited'],
];

/** 举办活动次数 (场) → 举办活动次数: the unit stands beside the number. */
export function bareLabel(label: string): string {
  return label.replace(/\s*[(（][^()（）]*[)）]\s*$/, '').replace(/\s+/g, '');
}

function plannedFor(label: string, unit: string, targets: readonly Target[]): number | null {
  const of = targets.find((one) => {
    const title = bareLabel(one.title);
    return one.unit === unit && (title.includes(label) || label.includes(title));
  });
  return of?.value ?? null;
}

/** The six numbers that a leader is asked about, as the tables count them. */
export function figuresOf(
  now: readonly TableAnswer[],
  before: readonly TableAnswer[],
  targets: readonly Target[],
): Figure[] {
  // "Nothing recorded" is not "none": a school that was not there a year ago has no earlier figures.
  const known = before.some((table) => table.cells.some((cell) => cell.value > 0));
  const figures: Figure[] = [];
  for (const [table, column] of wanted) {
    const of = now.find((one) => table.test(one.table.id));
    const cell = of?.cells.find((one) => one.column === column);
    if (!of || !cell) continue;
    const earlier = before
      .find((one) => one.table.id === of.table.id)
      ?.cells.find((one) => one.column === column);
    const label = bareLabel(cell.label);
    figures.push({
      table: of.table.id,
      column,
      label,
      unit: cell.unit,
      value: cell.value,
      before: known && earlier ? earlier.value : null,
      planned: plannedFor(label, cell.unit, targets),
    });
  }
  return figures;
}

export interface Risk {
  kind: 'overdue' | 'unready' | 'noFollowUp' | 'incomplete';
  params: Record<string, string | number>;
  to: string;
  weight: number;
}

/** The three things that go wrong first unless somebody does something, the worst first. */
export function risksOf(
  today: string,
  duties: readonly Duty[],
  events: readonly CaseLine[],
  visits: readonly CaseLine[],
): Risk[] {
  const risks: Risk[] = [];
  for (const duty of duties.filter((one) => one.overdue))
    risks.push({
      kind: 'overdue',
      params: { title: duty.title.zh, case: duty.case.title },
      to: `/cases/${duty.case.number}`,
      weight: 0,
    });
  for (const one of events) {
    if (!one.starts_on || one.open_items === 0) continue;
    const left = daysBetween(today, one.starts_on);
    if (left < 0 || left > 14) continue;
    risks.push({
      kind: 'unready',
      params: { title: one.title, left, n: one.open_items },
      to: `/cases/${one.number}`,
      weight: 10 + left,
    });
  }
  for (const one of events) {
    const ended = one.ends_on ?? one.starts_on;
    if (one.stage !== 'held' || !ended || daysBetween(ended, today) <= 7) continue;
    risks.push({
      kind: 'noFollowUp',
      params: { title: one.title, days: daysBetween(ended, today) },
      to: `/cases/${one.number}`,
      weight: 30,
    });
  }
  const late = visits.filter(
    (one) => one.stage === 'visited' && (one.starts_on ?? '') <= addDays(today, -7),
  );
  if (late.length > 0)
    risks.push({ kind: 'incomplete', params: { n: late.length }, to: '/visits', weight: 40 });
  return risks.sort((a, b) => a.weight - b.weight).slice(0, 3);
}

/** The same span a year before, up to the same day. */
export function yearBefore(from: string, to: string, today: string): { from: string; to: string } {
  const back = (day: string): string => {
    const earlier = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
    return earlier.endsWith('02-29') ? earlier.replace('02-29', '02-28') : earlier;
  };
  return { from: back(from), to: back(to < today ? to : today) };
}
