import type { Case, Field, FieldValues, Form } from '../api/shapes';
import { changedFields, changedRows, draftOf, type RowDraft } from '../parts/fields';

// Two people on one case: what I changed is laid over what stands there now, field by field. Where both
// changed the same field, mine stands until I choose; nothing that I typed is thrown away.

/** A field that one of us changed, or both. */
export interface MergeLine {
  row: string; // key of the row; empty for an object form
  field: Field;
  mine: unknown; // undefined: I did not touch it
  theirs: unknown; // as it stands now
  both: boolean;
}

function linesOf(
  form: Form,
  row: string,
  mine: FieldValues,
  theirs: FieldValues,
  is: FieldValues,
): MergeLine[] {
  return form.fields
    .filter((field) => field.id in mine || field.id in theirs)
    .filter((field) => JSON.stringify(mine[field.id]) !== JSON.stringify(theirs[field.id]))
    .map((field) => ({
      row,
      field,
      mine: mine[field.id],
      theirs: is[field.id],
      both: field.id in mine && field.id in theirs,
    }));
}

export function mergeValues(
  form: Form,
  before: Case,
  now: Case,
  typed: FieldValues,
): { values: FieldValues; lines: MergeLine[] } {
  const was = before.data[form.id] ?? {};
  const is = now.data[form.id] ?? {};
  const mine = changedFields(form, was, typed);
  const theirs = changedFields(form, was, is);
  return { values: { ...is, ...mine }, lines: linesOf(form, '', mine, theirs, is) };
}

export function mergeRows(
  form: Form,
  before: Case,
  now: Case,
  typed: RowDraft[],
): { rows: RowDraft[]; lines: MergeLine[] } {
  const { sent, remove } = changedRows(form, typed);
  const edited = new Map(sent.map((row) => [row.key, row]));
  const gone = new Set(remove);
  const was = new Map((before.rows[form.id] ?? []).map((row) => [row.key, draftOf(row).now]));
  const lines: MergeLine[] = [];
  const rows = (now.rows[form.id] ?? []).map((row) => {
    const draft = draftOf(row);
    const is = draft.before;
    const edit = edited.get(draft.key);
    const mine = edit ? changedFields(form, edit.before, edit.now) : {};
    const earlier = was.get(draft.key);
    const theirs = changedFields(form, earlier ?? {}, is);
    // A row that only they wrote is simply there; it is no question to me.
    if (edit) lines.push(...linesOf(form, draft.key, mine, theirs, is));
    draft.now = { ...draft.now, ...mine };
    draft.removed = gone.has(draft.key);
    return draft;
  });
  const stays = new Set(rows.map((row) => row.key));
  // Rows of mine: new ones, and those that somebody else took out while I worked on them.
  const own = sent.filter((row) => row.key === '' || !stays.has(row.key));
  for (const row of own) if (row.key !== '') Object.assign(row, { key: '', before: {} });
  return { rows: [...rows, ...own], lines };
}
