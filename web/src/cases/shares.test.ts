import { expect, test } from 'vitest';
import { example } from '../../tests/mock.mjs';
import { sharesOf } from './shares';

test('a column says how many facts of the case it takes, what they come to, and why not the others', () => {
  const { facts } = example('CaseFacts');
  facts.push({ ...facts[0], id: 'more', quantity: 4 });
  const shares = sharesOf(facts);
  const smes = shares.find((one) => one.table === '2026.annex1')!.shares[0]!;
  expect(smes).toMatchObject({ column: 'smes', rows: 2, sum: 5, why: [['登记参会但没有到会', 1]] });
  const other = shares.find((one) => one.table === '2026.annex2')!.shares[0]!;
  expect(other.rows).toBe(0);
  expect(other.why).toEqual([['本次行动期间没有走访过这家企业', 2]]);
});
