import { expect, test } from 'vitest';
import { correctionsOf, lacks, type Typed } from './correction';

const typed = (more: Partial<Typed> = {}): Typed => ({
  value: '91',
  reason: '补登一人，协议在案',
  evidence: [{ id: 'd1', name: '协议.pdf' }],
  ...more,
});

test('a correction needs a reason and evidence, unless it is the count itself', () => {
  expect(lacks(typed(), 90)).toBe('nothing');
  expect(lacks(typed({ reason: ' 改 ' }), 90)).toBe('reason');
  expect(lacks(typed({ evidence: [] }), 90)).toBe('evidence');
  expect(lacks(typed({ reason: '', evidence: [] }), 91)).toBe('nothing');
});

test('a correction is sent with its number, its reason and the ids of its evidence', () => {
  expect(correctionsOf({ signed: typed({ reason: ' 补登一人 ' }) })).toEqual({
    signed: { value: 91, reason: '补登一人', evidence: ['d1'] },
  });
});
