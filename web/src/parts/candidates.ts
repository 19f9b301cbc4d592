import type { Case, CaseRow, Form } from '../api/shapes';

/** A row that another part of the case calls for: a posting to be reviewed, an item to be owned. */
export interface Candidate {
  key: string;
  source: { form: Form; row: CaseRow } | null; // the row it is about
  title: { zh: string; en: string } | null; // of the item it is about
}

/**
 * What the rows of a form are about: items of readiness, the employers listed as participants, or
 * the rows of the form that its key names in the singular (reviews.posting → postings).
 */
export function candidatesOf(form: Form, forms: Form[], of: Case): Candidate[] {
  if (form.id === 'items')
    return of.decision.requirements
      .filter((one) => one.applicable && /^[A-Z]\d+$/.test(one.key) && isItem(one.gate))
      .map((one) => ({ key: one.key, source: null, title: one.title }))
      .sort((a, b) => a.key.localeCompare(b.key));
  const keyed = form.fields.find((field) => field.id === form.key);
  const about = forms.find(
    (one) =>
      one.id !== form.id &&
      one.rows &&
      (one.id === `${form.key}s` ||
        (keyed?.type === 'employer' && one.id === 'participants' && one.key === form.key)),
  );
  if (!about) return [];
  return (of.rows[about.id] ?? []).map((row) => ({
    key: row.key,
    source: { form: about, row },
    title: null,
  }));
}

function isItem(gate: string): boolean {
  return gate !== 'reporting' && gate !== 'publication';
}
