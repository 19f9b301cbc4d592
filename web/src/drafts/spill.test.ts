import { expect, test } from 'vitest';
import { clear, setDown, takeUp } from './spill';

const early = '2026-05-06T10:00:00.000Z';
const late = '2026-05-06T10:00:01.000Z';

test('what was set down is taken up once, and only when it is later than what was kept', () => {
  setDown('a', 'x', late, { 'a.yaml': 'b: 1' });
  expect(takeUp('a', 'y', early)).toBeNull();
  expect(takeUp('b', 'x', early)).toBeNull();
  expect(takeUp('a', 'x', early)).toEqual({ 'a.yaml': 'b: 1' });
  expect(takeUp('a', 'x', early)).toBeNull();
  setDown('a', 'x', early, { 'a.yaml': 'kept meanwhile' });
  expect(takeUp('a', 'x', early)).toBeNull();
  setDown('a', 'x', late, {});
  clear('a', 'x');
  expect(takeUp('a', 'x', early)).toBeNull();
});
