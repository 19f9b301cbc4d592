import type { Session, Workflow } from '../api/shapes';

/** Whether somebody has a role that may open cases of a workflow. The server has the last word. */
export function mayOpen(
  workflows: Workflow[] | undefined,
  id: string,
  who: Session | null | undefined,
): boolean {
  const opening = workflows?.find((one) => one.id === id)?.acts.filter((act) => !act.from.length);
  return opening?.some((act) => act.by.some((role) => who?.roles.includes(role))) ?? false;
}

/** Whether the roles of somebody let them ask for something at all, such as `read_duties`. */
export function mayAsk(action: string, who: Session | null | undefined): boolean {
  return who?.may.includes(action) ?? false;
}
