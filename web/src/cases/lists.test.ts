import { expect, test } from 'vitest';
import type { CaseLine, Workflow } from '../api/shapes';
import { workflows } from '../../tests/mock.mjs';
import { countSoon, partsOf, workingStages } from './lists';

function line(more: Partial<CaseLine>): CaseLine {
  return { workflow: 'recruitment-event', closed: false, open_items: 0, ...more } as CaseLine;
}
const flow = (id: string): Workflow => workflows().find((one: Workflow) => one.id === id)!;

test('the headline counts recruitment events within seven days, and those that lack something', () => {
  const lines = [
    line({ starts_on: '2026-11-28', open_items: 5 }),
    line({ starts_on: '2026-11-23' }),
    line({ starts_on: '2026-11-29', open_items: 1 }),
    line({ starts_on: '2026-11-20' }),
    line({ starts_on: '2026-11-24', workflow: 'visit' }),
  ];
  expect(countSoon(lines, '2026-11-21')).toEqual({ soon: 2, soonOpen: 1 });
});

test('a case asks for work until only filing it away is left', () => {
  expect(workingStages(flow('recruitment-event'))).toContain('follow_up');
  expect(workingStages(flow('recruitment-event'))).toContain('postponed');
  expect(workingStages(flow('recruitment-event'))).not.toContain('reported');
  expect(workingStages(flow('visit'))).toEqual(['plan', 'visited', 'complete']);
});

test('what is cancelled is not to be done, also when its day is still to come', () => {
  const parts = partsOf({ workflow: 'visit' }, flow('visit'), '2026-11-21');
  expect(parts.ahead).toMatchObject({ from: '2026-11-21', stage: ['plan', 'visited', 'complete'] });
  expect(parts.behind).toMatchObject({ to: '2026-11-20', stage: ['plan', 'visited', 'complete'] });
  expect(parts.rest?.stage).toContain('cancelled');
  expect(parts.rest).not.toHaveProperty('to');
  const cancelled = partsOf(
    { stage: ['cancelled'], to: '2026-12-31' },
    flow('visit'),
    '2026-11-21',
  );
  expect(cancelled).toMatchObject({ ahead: null, behind: null, rest: { to: '2026-12-31' } });
});
