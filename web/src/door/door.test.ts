import { expect, test } from 'vitest';
import { byBooth, codeAt, type DoorView, type Firm } from './door';

const firm = (booth: string, name: string): Firm => ({
  employer: name,
  name,
  booth,
  attended: null,
});

test('booths go by their numbers, and whoever has none stands behind', () => {
  const firms = [
    firm('', '乙'),
    firm('A10', '丙'),
    firm('A2', '丁'),
    firm('', '甲'),
    firm('B1', '戊'),
  ];
  expect(firms.sort(byBooth).map((one) => one.booth || one.name)).toEqual([
    'A2',
    'A10',
    'B1',
    '甲',
    '乙',
  ]);
});

test('the code is that of the moment, whatever the clock of the device says', () => {
  const at = Date.parse('2026-05-20T09:00:12+08:00');
  const view = {
    at: '2026-05-20T09:00:12+08:00',
    codes: ['09:00:00', '09:00:30', '09:01:00'].map((time) => ({
      from: `2026-05-20T${time}+08:00`,
      code: time,
    })),
  } as DoorView;
  const wrong = at - 86_400_000; // a day off
  const seen = { id: 'view' as const, view, list: { firms: [], walk_ins: [] }, readAt: wrong };
  expect(codeAt(seen, wrong)).toBe('09:00:00');
  expect(codeAt(seen, wrong + 18_000)).toBe('09:00:30');
  expect(codeAt(seen, wrong + 77_000)).toBe('09:01:00');
  expect(codeAt(seen, wrong + 78_000)).toBeNull(); // over, until there is a network
  expect(codeAt(null, wrong)).toBeNull();
});
