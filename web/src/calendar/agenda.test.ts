import { expect, test } from 'vitest';
import {
  addMonths,
  type AgendaItem,
  byDay,
  chosenLayers,
  daysOfMonth,
  monthOf,
  weeksOf,
} from './agenda';

test('a month is read from an address, and what is no month is today’s', () => {
  expect(monthOf('2026-05', '2026-11-21')).toBe('2026-05');
  for (const wrong of ['2026-13', '2026-5', 'x', '', undefined, ['2026-05', '2026-06'], '9999-01'])
    expect(monthOf(wrong, '2026-11-21')).toBe('2026-11');
});

test('months go over the ends of years', () => {
  expect(addMonths('2026-12', 1)).toBe('2027-01');
  expect(addMonths('2026-01', -1)).toBe('2025-12');
  expect(addMonths('2026-05', -29)).toBe('2023-12');
  expect(daysOfMonth('2028-02')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
});

test('a month is whole weeks that begin on Monday', () => {
  const weeks = weeksOf('2026-02'); // ends on Saturday, begins on Sunday
  expect(weeks[0]).toEqual([
    '2026-01-26',
    '2026-01-27',
    '2026-01-28',
    '2026-01-29',
    '2026-01-30',
    '2026-01-31',
    '2026-02-01',
  ]);
  expect(weeks.at(-1)?.at(-1)).toBe('2026-03-01');
  expect(weeksOf('2027-02')).toHaveLength(4); // exactly four weeks
  expect(weeksOf('2026-08')).toHaveLength(6);
});

test('what lasts several days stands on each of those shown', () => {
  const item = (from: string, to: string | null): AgendaItem => ({
    layer: 'event',
    number: from,
    title: '',
    organisation: '',
    from,
    to,
    owner: '',
  });
  const days = byDay(
    [item('2026-04-29', '2026-05-02'), item('2026-05-02', null), item('2026-05-30', '2026-06-03')],
    '2026-05-01',
    '2026-05-31',
  );
  expect([...days.keys()]).toEqual(['2026-05-01', '2026-05-02', '2026-05-30', '2026-05-31']);
  expect(days.get('2026-05-02')).toHaveLength(2);
});

test('layers stand in an address in their own order, and none is all', () => {
  expect(chosenLayers('visit,event')).toEqual(['event', 'visit']);
  expect(chosenLayers('party')).toEqual(['event', 'duty', 'visit']);
  expect(chosenLayers(undefined)).toHaveLength(3);
});
