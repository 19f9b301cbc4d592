import type { CaseFilter } from '../api/queries';
import type { CaseLine, Words, Workflow } from '../api/shapes';
import { addDays } from '../parts/time';

/** How far a case is, in the words of its list line. */
export type Standing = 'closed' | 'open' | 'ready' | 'clear';

export function standingOf(line: CaseLine, workflow: Workflow | undefined): Standing {
  if (line.closed) return 'closed';
  if (line.open_items > 0) return 'open';
  const order = workflow?.stages.map((stage) => stage.id) ?? [];
  const held = order.indexOf('held');
  return held >= 0 && order.indexOf(line.stage) < held ? 'ready' : 'clear';
}

/**
 * The stages at which a case still asks for work: all but its final ones and the last before them,
 * where only filing it away is left.
 */
export function workingStages(workflow: Workflow | null | undefined): string[] {
  const stages = workflow?.stages ?? [];
  const line = stages.filter((stage) => !stage.side && !stage.final);
  const last = line[line.length - 1]?.id;
  const many = line.length > 1;
  return stages
    .filter((stage) => !stage.final && !(many && stage.id === last))
    .map((stage) => stage.id);
}

export interface Parts {
  ahead: CaseFilter | null; // to come, and still to be done
  behind: CaseFilter | null; // past, and still to be done
  rest: CaseFilter | null; // done or cancelled, whenever it is or was to be
}

/** What to ask for the parts of a list; null where the filter leaves none. */
export function partsOf(
  filter: CaseFilter,
  workflow: Workflow | null | undefined,
  today: string,
): Parts {
  const working = workingStages(workflow);
  const among = (of: boolean): string[] =>
    (workflow?.stages ?? [])
      .map((stage) => stage.id)
      .filter((stage) => working.includes(stage) === of)
      .filter((stage) => !filter.stage || filter.stage.includes(stage));
  const asked = (stage: string[], more: CaseFilter): CaseFilter | null =>
    stage.length > 0 ? { ...filter, ...more, stage } : null;
  const { from, to } = filter;
  const yesterday = addDays(today, -1);
  return {
    ahead: asked(among(true), { from: from && from > today ? from : today, sort: 'starts' }),
    behind: asked(among(true), { to: to && to < yesterday ? to : yesterday, sort: '-starts' }),
    rest: asked(among(false), { sort: '-starts' }),
  };
}

export interface Counted {
  soon: number; // recruitment events that begin within seven days
  soonOpen: number; // … of which still lack something
}

/** What the headline of the day says about the cases on the page. */
export function countSoon(lines: CaseLine[], today: string): Counted {
  const until = addDays(today, 7);
  const soon = lines.filter(
    (line) =>
      line.workflow === 'recruitment-event' &&
      !line.closed &&
      line.starts_on !== null &&
      line.starts_on >= today &&
      line.starts_on <= until,
  );
  return { soon: soon.length, soonOpen: soon.filter((line) => line.open_items > 0).length };
}

/** The act that takes a case on from a stage at which work is left. */
export function nextActOf(stage: string, flow: Workflow | null | undefined): Words | null {
  if (!workingStages(flow).includes(stage)) return null;
  const order = flow?.stages.filter((one) => !one.side).map((one) => one.id) ?? [];
  const after = order[order.indexOf(stage) + 1];
  return flow?.acts.find((act) => act.from.includes(stage) && act.to === after)?.label ?? null;
}
