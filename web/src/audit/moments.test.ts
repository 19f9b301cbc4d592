import { expect, test } from 'vitest';
import { indexAt, momentOf, step } from './moments';

const entries = [
  '2026-04-07T08:30:00+08:00',
  '2026-04-10T17:55:00+08:00',
  '2026-04-12T11:20:00+08:00',
].map((at) => ({ at }));

test('a moment shows the last entry recorded until then, that very moment included', () => {
  expect(indexAt(entries, '2026-04-07T08:29:59+08:00')).toBe(-1);
  expect(indexAt(entries, '2026-04-07T08:30:00+08:00')).toBe(0);
  expect(indexAt(entries, '2026-04-12T03:19:59Z')).toBe(1);
  expect(indexAt(entries, '2026-04-12T03:20:00Z')).toBe(2);
  expect(indexAt(entries, '2027-01-01T00:00:00+08:00')).toBe(2);
});

test('what is no moment shows the latest entry', () => {
  expect(indexAt(entries, '')).toBe(2);
  expect(indexAt(entries, 'yesterday')).toBe(2);
});

test('a step goes to the nearest entry that is wanted, and stays where there is none', () => {
  const even = (i: number): boolean => i % 2 === 0;
  expect(step(5, 1, 1, even)).toBe(2);
  expect(step(5, 2, 1, even)).toBe(4);
  expect(step(5, 4, 1, even)).toBe(4);
  expect(step(5, 0, -1, even)).toBe(0);
  expect(step(5, -1, 1, even)).toBe(0);
});

test('an address names its moment by at or as_of, also with a plus that became a blank', () => {
  expect(momentOf({ at: '2026-04-07T08:30:00 08:00' })).toBe('2026-04-07T08:30:00+08:00');
  expect(momentOf({ as_of: '2026-04-07T00:30:00Z' })).toBe('2026-04-07T00:30:00Z');
  expect(momentOf({ at: '', as_of: ['a'] })).toBe('');
});
