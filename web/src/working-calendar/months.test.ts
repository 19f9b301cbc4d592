import { expect, test } from 'vitest';
import { addDays } from '../parts/time';
import { monthsOf } from './months';

test('a year is twelve months of whole weeks that begin on Monday', () => {
  const days = Array.from({ length: 365 }, (_, i) => ({ date: addDays('2026-01-01', i) }));
  const months = monthsOf(2026, days);
  expect(months).toHaveLength(12);
  expect(months[0]![0]!.map((day) => day?.date.slice(8) ?? '')).toEqual([
    '',
    '',
    '',
    '01',
    '02',
    '03',
    '04',
  ]);
  expect(months.flat(2).filter(Boolean)).toHaveLength(365);
  expect(months.flat().every((week) => week.length === 7)).toBe(true);
});
