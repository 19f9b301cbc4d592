import type { CaseAct, Workflow } from '../api/shapes';

// Which way the acts of a case lead: onward, back, or aside (postpone, cancel).

function definition(workflow: Workflow, id: string) {
  return workflow.acts.find((one) => one.id === id);
}

export function leadsAside(workflow: Workflow, id: string): boolean {
  const to = definition(workflow, id)?.to;
  return workflow.stages.some((stage) => stage.id === to && stage.side);
}

/** 0 onward, 1 back, 2 aside. */
export function direction(workflow: Workflow, stage: string, id: string): 0 | 1 | 2 {
  if (leadsAside(workflow, id)) return 2;
  const order = workflow.stages.map((one) => one.id);
  const to = definition(workflow, id)?.to ?? '';
  return to === 'back' || order.indexOf(to) > order.indexOf(stage) ? 0 : 1;
}

/** Acts that move the case, those onward first; one that may not be done is among them. */
export function movingActs(acts: CaseAct[], workflow: Workflow, stage: string): CaseAct[] {
  return acts
    .filter((one) => definition(workflow, one.id)?.to !== 'same')
    .sort((a, b) => direction(workflow, stage, a.id) - direction(workflow, stage, b.id));
}

/** The next step that may be done now: agreeing, where there is something to agree to. */
export function nextStep(acts: CaseAct[], workflow: Workflow, stage: string): CaseAct | undefined {
  return movingActs(acts, workflow, stage).find(
    (one) => one.allowed && direction(workflow, stage, one.id) === 0,
  );
}
