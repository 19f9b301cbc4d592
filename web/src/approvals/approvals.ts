import type { Case, Field, Workflow } from '../api/shapes';
import type { components } from '../api/types';
import { isEmpty, isHidden } from '../parts/fields';

type Act = components['schemas']['Act'];

/** A stage at which somebody decides: the act that agrees, and the one that gives it back with a reason. */
export interface Approval {
  workflow: Workflow;
  stage: string;
  agree: Act;
  back: Act;
}

/**
 * What a person with these roles approves. A workflow says so itself: an act onward that needs
 * everything to be ready, beside one that returns the case for a stated reason.
 */
export function approvalsOf(workflows: readonly Workflow[], roles: readonly string[]): Approval[] {
  const found: Approval[] = [];
  for (const workflow of workflows) {
    const order = workflow.stages.filter((stage) => !stage.side).map((stage) => stage.id);
    order.forEach((stage, at) => {
      const mine = workflow.acts.filter(
        (act) => act.from.includes(stage) && !act.form && act.by.some((one) => roles.includes(one)),
      );
      const agree = mine.find(
        (act) => act.needs === 'readiness' && order.indexOf(act.to) > at && !act.reason_required,
      );
      const back = mine.find((act) => {
        const to = order.indexOf(act.to);
        return act.reason_required && (act.to === 'back' || (to >= 0 && to < at));
      });
      if (agree && back) found.push({ workflow, stage, agree, back });
    });
  }
  return found;
}

/** What follows once it is agreed: the acts that lead onward from there, and who does them. */
export function nextActs(of: Approval): Act[] {
  const order = of.workflow.stages.filter((stage) => !stage.side).map((stage) => stage.id);
  const at = order.indexOf(of.agree.to);
  return of.workflow.acts.filter(
    (act) => act.from.includes(of.agree.to) && order.indexOf(act.to) > at && !act.reason_required,
  );
}

/** The three things of a case that matter to who decides: when, how many, where or what kind. */
export function factsThatMatter(of: Case, workflow: Workflow): { field: Field; value: unknown }[] {
  const filled = workflow.forms
    .filter((form) => !form.rows)
    .flatMap((form) => form.fields.map((field) => ({ field, value: of.data[form.id]?.[field.id] })))
    .filter(({ value }) => !isEmpty(value) && !isHidden(value));
  const first = (...types: string[]) => filled.find(({ field }) => types.includes(field.type));
  const named = (...ids: string[]) => filled.find(({ field }) => ids.includes(field.id));
  const picked = [
    first('instant', 'date'),
    first('integer'),
    named('venue', 'place', 'park') ??
      filled.find(({ field }) => field.type === 'text' && field.id !== 'title') ??
      first('choice'),
  ];
  return picked.filter((one) => one !== undefined);
}
