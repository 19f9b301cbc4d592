import { describe, expect, it } from 'vitest';
import { orderSpans, roleSpans, stateOf } from './spans';

const row = (key: string, from: string, to: string | null) => ({
  key,
  by: 'x',
  version: 1,
  role: 'employment_officer',
  from,
  to,
});

describe('the roles of somebody by time', () => {
  const [open, ending, coming, past] = roleSpans([
    row('open', '2025-01-01', null),
    row('ending', '2026-05-01', '2026-05-10'),
    row('coming', '2026-06-01', null),
    row('past', '2024-01-01', '2026-05-09'),
  ]);
  it('hold on their first and on their last day', () => {
    expect(stateOf(ending!, '2026-05-10')).toBe('now');
    expect(stateOf(ending!, '2026-05-01')).toBe('now');
    expect(stateOf(ending!, '2026-05-11')).toBe('over');
    expect(stateOf(ending!, '2026-04-30')).toBe('later');
    expect(stateOf(open!, '2030-01-01')).toBe('now');
  });
  it('stand with what holds now first', () => {
    const order = orderSpans([past!, coming!, open!, ending!], '2026-05-10');
    expect(order.map((one) => one.key)).toEqual(['ending', 'open', 'coming', 'past']);
  });
});
