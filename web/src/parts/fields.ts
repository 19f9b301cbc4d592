import type { Case, Field, FieldValues, Form, Words } from '../api/shapes';
import { sayDay, sayInstant } from './time';

// What a form of a workflow means for a page: which values changed, and how one is read.

/** A personal value the reader may not see, or one that was erased. */
export function isHidden(value: unknown): boolean {
  return (
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    ('masked' in value || 'erased' in value)
  );
}

export function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** A field between 1900 and 2100 holds a year, which has no separators. */
function isYear(field: Field): boolean {
  return (field.min ?? 0) >= 1900 && (field.max ?? Infinity) <= 2100 && !field.unit;
}

/** The fields that differ, as the server merges them: null clears, an absent field stays. */
export function changedFields(form: Form, before: FieldValues, now: FieldValues): FieldValues {
  const changed: FieldValues = {};
  for (const field of form.fields) {
    const was = before[field.id];
    const is = now[field.id];
    if (isEmpty(was) && isEmpty(is)) continue;
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    changed[field.id] = isEmpty(is) ? null : is;
  }
  return changed;
}

/** What a new form or row begins with. */
export function startValues(form: Form): FieldValues {
  const values: FieldValues = {};
  for (const field of form.fields)
    if (field.fallback !== undefined && field.fallback !== null) values[field.id] = field.fallback;
  return values;
}

export interface RowDraft {
  id: number; // of the draft on the page, stable while it is edited
  key: string; // of the stored row; empty for a new one
  before: FieldValues;
  now: FieldValues;
  removed: boolean;
}

let drafts = 0;

export function draftOf(row: FieldValues | null, start: FieldValues = {}): RowDraft {
  // Beside its fields a stored row carries its key, who wrote it and when.
  const { key, ...fields } = row ?? {};
  delete fields.by;
  delete fields.version;
  drafts += 1;
  return {
    id: drafts,
    key: typeof key === 'string' ? key : '',
    before: fields,
    now: { ...start, ...fields },
    removed: false,
  };
}

/**
 * Rows as the server takes them: only those that changed. A stored row is named by its key and not by
 * the field that tells rows apart: of a graduate the page has no number, only a pseudonym.
 */
export function changedRows(
  form: Form,
  rows: RowDraft[],
): { rows: FieldValues[]; remove: string[]; sent: RowDraft[] } {
  const sent: RowDraft[] = [];
  const out: FieldValues[] = [];
  const remove: string[] = [];
  for (const row of rows) {
    if (row.removed) {
      if (row.key) remove.push(row.key);
      continue;
    }
    const changed = changedFields(form, row.before, row.now);
    if (Object.keys(changed).length === 0) continue;
    if (row.key) changed.key = row.key;
    out.push(changed);
    sent.push(row);
  }
  return { rows: out, remove, sent };
}

export interface Reading {
  locale: string;
  t: (key: string) => string;
  say: (words: Words) => string;
  employers: Case['employers'];
  people: Case['people'];
  documents: Case['documents'];
  organisations?: ReadonlyMap<string, string>;
  packs?: ReadonlyMap<string, string>;
}

/** A value as a person reads it. */
export function readValue(field: Field | undefined, value: unknown, with_: Reading): string {
  if (isHidden(value)) return with_.t('field.hidden');
  if (isEmpty(value)) return '';
  if (!field) return typeof value === 'object' ? JSON.stringify(value) : String(value);
  const name = (id: unknown): string => {
    const key = String(id);
    switch (field.type) {
      case 'choice':
      case 'choices': {
        const found = field.of.find((one) => one.value === key);
        return found ? with_.say(found.label) : key;
      }
      case 'employer':
        return with_.employers[key]?.name ?? key;
      case 'person':
        return with_.people[key] ?? key;
      case 'organisation':
        return with_.organisations?.get(key) ?? key;
      case 'circulars':
        return with_.packs?.get(key) ?? key;
      case 'document':
      case 'documents':
        return with_.documents.find((one) => one.id === key)?.name ?? key;
      default:
        return key;
    }
  };
  if (Array.isArray(value)) return value.map(name).join('、');
  switch (field.type) {
    case 'boolean':
      return with_.t(value === true ? 'field.yes' : 'field.no');
    case 'integer':
      if (isYear(field)) return String(value);
      return `${Number(value).toLocaleString(with_.locale)}${field.unit ? ` ${field.unit}` : ''}`;
    case 'date':
      return sayDay(String(value), with_.locale);
    case 'instant':
      return sayInstant(String(value), with_.locale);
    default:
      return name(value);
  }
}
