import type { Case, Workflow } from '../api/shapes';

// The parts of a case. A recruitment event has those of the sketch every office knows; any other kind
// of case shows its forms under one head.

export interface Tab {
  id: string;
  forms: string[]; // that stand under it; none for a part with a page of its own
}

const event: Record<string, string[]> = {
  firms: ['participants', 'postings', 'reviews', 'handouts'],
  place: ['plan', 'permit', 'items'],
  students: ['wishes'],
  documents: [],
  checkIn: ['walk_ins', 'check_ins', 'gate_counts'],
  followUp: ['agreements', 'outcomes', 'follow_up', 'report', 'activity_filing'],
};

/** The tabs of a case. A form that a pack adds and no tab names stands under 其他登记. */
export function tabsOf(of: Case, workflow: Workflow): Tab[] {
  const checks = of.decision.requirements.length > 0 ? [{ id: 'readiness', forms: [] }] : [];
  const facts = workflow.register ? [] : [{ id: 'facts', forms: [] }];
  const after = [...facts, { id: 'history', forms: [] }];
  const known = workflow.forms.map((form) => form.id);
  if (workflow.id !== 'recruitment-event')
    return [...checks, { id: 'forms', forms: known }, { id: 'documents', forms: [] }, ...after];
  const named = new Set(Object.values(event).flat());
  const rest = known.filter((form) => !named.has(form));
  return [
    ...checks,
    ...Object.entries(event).map(([id, forms]) => ({
      id,
      forms: forms.filter((form) => known.includes(form)),
    })),
    ...(rest.length > 0 ? [{ id: 'forms', forms: rest }] : []),
    ...after,
  ];
}

/** The tab that an address asks for: by its name, by one of its forms, or the first. */
export function tabFor(asked: unknown, tabs: readonly Tab[]): Tab {
  return (
    tabs.find((one) => one.id === asked) ??
    tabs.find((one) => typeof asked === 'string' && one.forms.includes(asked)) ??
    // A link to the one tab of all forms still finds the first that has any.
    (asked === 'forms' ? tabs.find((one) => one.forms.includes('plan')) : undefined) ??
    tabs[0]!
  );
}
