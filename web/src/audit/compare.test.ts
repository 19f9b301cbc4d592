import { expect, test } from 'vitest';
import type { Case, Workflow } from '../api/shapes';
import { cellsOf, compareChecklist, compareFields, pairUp } from './compare';

const field = (id: string) => ({ id, type: 'text', label: { zh: id, en: id }, of: [] });
const workflow = {
  forms: [
    { id: 'plan', rows: false, fields: [field('title'), field('expected'), field('venue')] },
    { id: 'firms', rows: true, key: 'employer', fields: [field('employer'), field('booths')] },
  ],
} as unknown as Workflow;
const then = (data: object, firms: object[]) =>
  ({ data: { plan: data }, rows: { firms } }) as unknown as Case;

test('fields are laid beside each other form by form and row by row', () => {
  const pairs = compareFields(
    workflow,
    then({ title: '甲', expected: 800 }, [
      { key: 'a', employer: 'a', booths: 1 },
      { key: 'b', employer: 'b', booths: 2 },
    ]),
    then({ title: '甲', expected: 1200, venue: '北区' }, [
      { key: 'a', employer: 'a', booths: 3 },
      { key: 'c', employer: 'c', booths: 1 },
    ]),
  );
  const said = pairs.map((one) => [one.row, one.field.id, one.before, one.after, one.same]);
  expect(said).toEqual([
    ['', 'title', '甲', '甲', true],
    ['', 'expected', 800, 1200, false],
    ['', 'venue', null, '北区', false],
    ['a', 'employer', 'a', 'a', true],
    ['a', 'booths', 1, 3, false],
    ['b', 'employer', 'b', null, false],
    ['b', 'booths', 2, null, false],
    ['c', 'employer', null, 'c', false],
    ['c', 'booths', null, 1, false],
  ]);
});

test('a zero and a no are values, and not blank', () => {
  const [expected] = compareFields(
    workflow,
    then({ expected: 0 }, []),
    then({ expected: false }, []),
  );
  expect([expected!.before, expected!.after, expected!.same]).toEqual([0, false, false]);
});

test('a requirement is the same only when it stands the same and lacks the same', () => {
  const of = (met: boolean, missing: string[]) =>
    ({
      decision: {
        requirements: [{ key: 'B14', applicable: true, met, missing, basis: { pack: '2026' } }],
      },
    }) as unknown as Case;
  expect(compareChecklist(of(false, ['甲']), of(false, ['甲']))[0]!.same).toBe(true);
  expect(compareChecklist(of(false, ['甲']), of(false, ['乙']))[0]!.same).toBe(false);
  expect(compareChecklist(of(false, []), of(true, []))[0]!.same).toBe(false);
});

test('what is only on one side stands there alone', () => {
  expect(pairUp(['a', 'b'], ['b', 'c'], (one) => one)).toEqual([
    { key: 'a', before: 'a', after: null, same: false },
    { key: 'b', before: 'b', after: 'b', same: true },
    { key: 'c', before: null, after: 'c', same: false },
  ]);
});

test('a cell sums the facts that it takes and none that it leaves out', () => {
  const cell = { table: '2026.annex1', column: 'smes', label: '参与中小企业数量 (家次)' };
  const fact = (counted: object[], left_out: object[]) => ({ counted, left_out }) as never;
  expect(
    cellsOf({
      facts: [fact([cell], []), fact([cell], []), fact([], [{ ...cell, why: '没有到会' }])],
    }),
  ).toEqual([{ ...cell, rows: 2 }]);
});
