import { expect, test } from 'vitest';
import type { FilingDraft } from '../api/shapes';
import { changedCells, changeOf, hasErrors, isSame } from './drafts';

type Cell = FilingDraft['cells'][number];
const cell = (column: string, value: number, more: Partial<Cell> = {}): Cell => ({
  column,
  label: column,
  unit: '场',
  value,
  week_ago: 0,
  last: null,
  blank: null,
  ...more,
});
const draft = (cells: Cell[], last: FilingDraft['last'] = null): FilingDraft => ({
  table: '2026.annex1',
  annex: '附件 1',
  title: '表',
  circular: '2026-youqi',
  circular_title: { zh: '通知', en: 'Circular' },
  clause: '2026/附件1',
  send_to: '',
  in_season: true,
  due: null,
  from: '2026-04-01',
  to: '2026-06-30',
  last,
  cells,
  findings: [],
});
const filed = (value: number, counted = value) => ({ value, counted, reason: '' });
const first = { number: 'BS-1', version: 1, at: '2026-05-01T10:00:00+08:00', hash: 'a' };

test('a number is compared with the one filed last, and before the first filing with last week', () => {
  expect(changeOf(cell('a', 5, { week_ago: 2 }))).toBe(3);
  expect(changeOf(cell('a', 5, { week_ago: 2, last: filed(6) }))).toBe(-1);
});

test('only cells that differ count as changed', () => {
  const cells = [cell('a', 5, { last: filed(5) }), cell('b', 1, { last: filed(0) })];
  expect(changedCells(draft(cells, first)).map((one) => one.column)).toEqual(['b']);
});

test('the same numbers are not sent twice, a corrected one is another number', () => {
  expect(isSame(draft([cell('a', 5, { last: filed(5) })], first))).toBe(true);
  expect(isSame(draft([cell('a', 5, { last: filed(5, 4) })], first))).toBe(false);
  expect(isSame(draft([cell('a', 5, { last: filed(4) })], first))).toBe(false);
  expect(isSame(draft([cell('a', 5)]))).toBe(false);
});

test('an error of a check stops it, a warning does not', () => {
  const one = draft([]);
  one.findings = [{ level: 'warning', message: '请核对', at: 'a' }];
  expect(hasErrors(one)).toBe(false);
  one.findings.push({ level: 'error', message: '不能成立', at: 'a' });
  expect(hasErrors(one)).toBe(true);
});
