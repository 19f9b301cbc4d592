import { expect, test } from 'vitest';
import { addDays, dayOf, instantOf, sayDue, wallOf } from './time';

test('a day is the day in Beijing, wherever the browser stands', () => {
  expect(dayOf('2026-05-19T16:30:00Z')).toBe('2026-05-20');
  expect(wallOf('2026-05-20T01:00:00Z')).toBe('2026-05-20T09:00:00');
  expect(instantOf(wallOf('2026-05-20T09:00:00+08:00'))).toBe('2026-05-20T09:00:00+08:00');
});

test('a due at midnight is said as the end of the day before, since a due is half-open', () => {
  expect(sayDue('2026-07-01T00:00:00+08:00', 'zh-CN')).toContain('6月30日');
  expect(sayDue('2026-07-01T00:00:00+08:00', 'zh-CN')).toContain('24:00');
  expect(sayDue('2026-06-29T12:00:00+08:00', 'zh-CN')).toContain('12:00');
});

test('days are added over the end of a month and a year', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
});
