import { expect, test } from 'vitest';
import { example } from '../../tests/mock.mjs';
import type { Case, Form } from '../api/shapes';
import { changesOf, draftFor, dueOf, isBlank, linesOf, nextAgreement, totalsOf } from './ledger';

const row = (key: string, fields: object) => ({ key, by: '', version: 1, ...fields });

function event(): Case {
  const of = example('Case') as Case;
  of.employers = {
    a: { name: '甲公司', uscc: '', srdi: true, size: '小型', status: 'verified' },
    b: { name: '乙公司', uscc: '', srdi: false, size: '小型', status: 'verified' },
    c: { name: '丙公司', uscc: '', srdi: false, size: '小型', status: 'verified' },
  };
  of.rows = {
    participants: [
      row('a', { employer: 'a', attended: true }),
      row('b', { employer: 'b', attended: false }),
      row('c', { employer: 'c', attended: true }),
    ],
    outcomes: [row('a', { employer: 'a', interviews: 12, intentions: 3, next_on: '2026-05-10' })],
    agreements: [
      row('X1', { employer: 'b', kind: '意向协议', signed_on: '2026-05-02' }),
      row('X2', { employer: 'b', kind: '实习证明', signed_on: '2026-05-02' }),
      row('X3', { employer: 'b', kind: '就业协议', cancelled_on: '2026-05-03' }),
    ],
  };
  return of;
}
const form = {
  id: 'outcomes',
  key: 'employer',
  rows: true,
  fields: [{ id: 'employer' }, { id: 'interviews' }, { id: 'next_on' }],
} as Form;

test('a line stands for each firm, those that came first; papers and cancelled agreements are no signature', () => {
  const lines = linesOf(event());
  expect(lines.map((one) => one.employer)).toEqual(['c', 'a', 'b']);
  expect(totalsOf(lines)).toEqual({ firms: 2, interviews: 12, intentions: 3, signed: 1 });
  expect(lines.map(isBlank)).toEqual([true, false, false]);
});

test('a firm is to be asked again from its day on, until something is signed', () => {
  const [, a] = linesOf(event());
  expect(dueOf(a!, '2026-05-09')).toBe('later');
  expect(dueOf(a!, '2026-05-10')).toBe('today');
  expect(dueOf(a!, '2026-05-11')).toBe('late');
  expect(dueOf({ ...a!, signed: 1 }, '2026-05-11')).toBe('none');
});

test('only what changed in a line is sent: a stored row by its key, a new one with its firm', () => {
  const [c, a] = linesOf(event());
  const stored = draftFor(a!);
  expect(changesOf(form, stored)).toBeNull();
  stored.now.interviews = 15;
  expect(changesOf(form, stored)).toEqual({ key: 'a', interviews: 15 });
  const fresh = draftFor(c!);
  expect(changesOf(form, fresh)).toBeNull();
  fresh.now.interviews = 0;
  expect(changesOf(form, fresh)).toEqual({ employer: 'c', interviews: 0 });
});

test('the next agreement gets a number that no other has', () => {
  const of = event();
  of.rows.agreements!.push(row(`${of.number}-XY05`, {}));
  expect(nextAgreement(of)).toBe(`${of.number}-XY06`);
  expect(nextAgreement(of, [`${of.number}-XY06`])).toBe(`${of.number}-XY07`);
});
