import { expect, test } from 'vitest';
import { clockOff, daysAhead, hearClock, todayByServer } from './clock';

const phone = Date.parse('2026-11-22T09:00:00+08:00');

test('today is the day of the server, however far off the phone is', () => {
  hearClock('Sat, 21 Nov 2026 01:00:00 GMT', phone);
  expect(todayByServer(phone)).toBe('2026-11-21');
  expect(daysAhead(phone)).toBe(1);
  hearClock('Mon, 23 Nov 2026 01:00:00 GMT', phone);
  expect(daysAhead(phone)).toBe(-1);
});

test('the time an answer takes is no wrong clock, and an answer without a time tells nothing', () => {
  hearClock('Sun, 22 Nov 2026 01:00:40 GMT', phone);
  expect(clockOff()).toBe(0);
  hearClock(null, phone);
  hearClock('no date', phone);
  expect(clockOff()).toBe(0);
});
