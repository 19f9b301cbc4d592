import { expect, test } from 'vitest';
import type { Calendar, Workflow } from '../api/shapes';
import { type BoardItem, intoColumns, mustDo, nextReport, remaining } from './board';

const words = { zh: '', en: '' };
const item = (stage: string, due: string | null = null): BoardItem => ({
  number: stage,
  title: stage,
  organisation: '',
  starts_on: null,
  ends_on: null,
  stage,
  stage_label: words,
  open_items: due ? 1 : 0,
  owner: '',
  next: null,
  blocker: due ? { title: words, missing: '', clause: '', owner: '', due } : null,
});
const stages = ['plan', 'filing', 'inspected', 'approved', 'published', 'held', 'reported'];
const workflow = {
  stages: stages.map((id) => ({ id, label: words, final: false, side: false })),
} as unknown as Workflow;

test('every stage has a column, also one that a pack added', () => {
  const found = intoColumns(
    [...stages, 'postponed'].map((stage) => item(stage)),
    workflow,
  );
  expect(found.map((one) => one.id)).toEqual(['plan', 'filing', 'held', 'follow_up', 'reported']);
  expect(found.map((one) => one.items.map((each) => each.stage))).toEqual([
    ['plan', 'postponed'],
    ['filing', 'inspected'],
    ['approved', 'published', 'held'],
    [],
    ['reported'],
  ]);
});

type Duty = Parameters<typeof nextReport>[0][number];
const duty = (due: string | null, overdue = false): Duty => ({ due, overdue }) as Duty;
const now = '2026-04-30T02:00:00Z'; // ten in the morning in Beijing

test('today holds what is over, what is due until midnight and what blocks until then', () => {
  const duties = [
    duty('2026-04-29T12:00:00+08:00', true),
    duty('2026-05-01T00:00:00+08:00'), // the 24:00 of today
    duty('2026-05-01T00:00:01+08:00'),
    duty(null),
  ];
  const items = [
    item('filing', '2026-05-01T00:00:00+08:00'),
    item('plan', '2026-05-02T00:00:00+08:00'),
    item('held'),
  ];
  expect(mustDo(duties, items, now)).toEqual({ overdue: 1, dueToday: 1, blocked: 1 });
});

test('the next report is the first whose time is still to come', () => {
  expect(nextReport([duty(null), duty('2026-04-01T00:00:00+08:00')], now)).toBeNull();
  const due = '2026-05-02T00:00:00+08:00';
  expect(nextReport([duty('2026-06-01T00:00:00+08:00'), duty(due)], now)?.due).toBe(due);
});

test('the time that is left is counted in working days, or said not to be known', () => {
  const day = (date: string, working: boolean | null) => ({ date, working, kind: '', name: '' });
  const calendar = {
    days: [
      day('2026-05-01', false),
      day('2026-05-02', false),
      day('2026-05-06', true),
      day('2026-05-09', true), // made up for the holiday
    ],
  } as unknown as Calendar;
  const until = (due: string, known?: Calendar) => remaining(due, now, known);
  expect(until('2026-04-30T18:00:00+08:00')).toEqual({ word: 'hours', n: 8 });
  expect(until('2026-05-01T00:00:00+08:00')).toEqual({ word: 'hours', n: 14 });
  expect(until('2026-05-03T00:00:00+08:00', calendar)).toEqual({ word: 'workdays', n: 0 });
  expect(until('2026-05-04T00:00:00+08:00', calendar)).toEqual({ word: 'unknownDays', n: 3 });
  expect(until('2026-05-03T00:00:00+08:00')).toEqual({ word: 'unknownDays', n: 2 });
});
