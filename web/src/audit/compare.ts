import type { Case, Field, Requirement, Workflow } from '../api/shapes';
import type { components } from '../api/types';

type CaseFacts = components['schemas']['CaseFacts'];

// What two moments of one case have in common, and what they have not.

export interface Pair<T> {
  before: T | null;
  after: T | null;
  same: boolean;
}

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Things of both sides by a key, in the order of the left side, then what is only on the right. */
export function pairUp<T extends NonNullable<unknown>>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (one: T) => string,
  same: (a: T, b: T) => boolean = equal,
): (Pair<T> & { key: string })[] {
  const right = new Map(after.map((one) => [keyOf(one), one]));
  const pairs: (Pair<T> & { key: string })[] = before.map((one) => {
    const key = keyOf(one);
    const other = right.get(key) ?? null;
    right.delete(key);
    return { key, before: one, after: other, same: other !== null && same(one, other) };
  });
  for (const [key, one] of right) pairs.push({ key, before: null, after: one, same: false });
  return pairs;
}

export interface FieldPair extends Pair<unknown> {
  form: string;
  row: string; // key of the row; empty in a form without rows
  field: Field;
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

/** Every field of every form, filled in at one of the moments at least. */
export function compareFields(workflow: Workflow, before: Case, after: Case): FieldPair[] {
  const pairs: FieldPair[] = [];
  const add = (form: string, row: string, field: Field, a: unknown, b: unknown): void => {
    if (isBlank(a) && isBlank(b)) return;
    pairs.push({
      form,
      row,
      field,
      before: isBlank(a) ? null : a,
      after: isBlank(b) ? null : b,
      same: equal(a, b),
    });
  };
  for (const form of workflow.forms) {
    if (!form.rows) {
      for (const field of form.fields)
        add(form.id, '', field, before.data[form.id]?.[field.id], after.data[form.id]?.[field.id]);
      continue;
    }
    const rows = pairUp(before.rows[form.id] ?? [], after.rows[form.id] ?? [], (row) => row.key);
    for (const row of rows)
      for (const field of form.fields)
        add(form.id, row.key, field, row.before?.[field.id], row.after?.[field.id]);
  }
  return pairs;
}

export type Standing = 'met' | 'open' | 'idle';

export function standingOf(one: Requirement): Standing {
  if (!one.applicable) return 'idle';
  return one.met ? 'met' : 'open';
}

/** The checklist: the same when a requirement stands the same and lacks the same. */
export function compareChecklist(before: Case, after: Case) {
  return pairUp(
    before.decision.requirements,
    after.decision.requirements,
    (one) => `${one.basis.pack}/${one.key}`,
    (a, b) => standingOf(a) === standingOf(b) && equal(a.missing, b.missing),
  );
}

export function compareDocuments(before: Case, after: Case) {
  return pairUp(
    before.documents,
    after.documents,
    (one) => one.id,
    (a, b) => a.sha256 === b.sha256 && a.kind === b.kind,
  );
}

export interface CellSum {
  table: string;
  column: string;
  label: string;
  rows: number; // facts of this case that the cell takes
}

/** How many facts of the case each cell of the annexes takes. */
export function cellsOf(facts: CaseFacts): CellSum[] {
  const sums = new Map<string, CellSum>();
  for (const fact of facts.facts)
    for (const cell of fact.counted) {
      const key = `${cell.table}/${cell.column}`;
      const sum = sums.get(key) ?? { ...cell, rows: 0 };
      sum.rows += 1;
      sums.set(key, sum);
    }
  return [...sums.values()].sort(
    (a, b) => a.table.localeCompare(b.table) || a.column.localeCompare(b.column),
  );
}

export function compareCells(before: CaseFacts, after: CaseFacts) {
  return pairUp(cellsOf(before), cellsOf(after), (cell) => `${cell.table}/${cell.column}`);
}
