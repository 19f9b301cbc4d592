import type { Case, CaseRow, FieldValues, Form } from '../api/shapes';
import { changedFields, draftOf, type RowDraft } from '../parts/fields';

// The follow-up ledger of an event: a line for each firm that came, with what came of it.

export interface LedgerLine {
  employer: string;
  name: string;
  srdi: boolean;
  attended: boolean;
  row: CaseRow | null; // as stored; none before anything was entered
  agreements: CaseRow[];
  signed: number; // persons with an agreement that stands; papers of an internship are none
}

const counts = new Set(['就业协议', '意向协议']);

function standing(row: CaseRow): boolean {
  return counts.has(String(row.kind)) && !row.cancelled_on;
}

/** A line for each firm invited, entered in the ledger or signed with; who came first. */
export function linesOf(of: Case): LedgerLine[] {
  const participants = of.rows.participants ?? [];
  const outcomes = new Map((of.rows.outcomes ?? []).map((row) => [String(row.employer), row]));
  const agreements = of.rows.agreements ?? [];
  const ids = new Set([
    ...participants.map((row) => String(row.employer)),
    ...outcomes.keys(),
    ...agreements.map((row) => String(row.employer)),
  ]);
  const came = new Map(participants.map((row) => [String(row.employer), row.attended === true]));
  return [...ids]
    .map((employer) => {
      const own = agreements.filter((row) => row.employer === employer);
      return {
        employer,
        name: of.employers[employer]?.name ?? employer,
        srdi: of.employers[employer]?.srdi ?? false,
        attended: came.get(employer) ?? false,
        row: outcomes.get(employer) ?? null,
        agreements: own,
        signed: own.filter(standing).length,
      };
    })
    .sort((a, b) => Number(b.attended) - Number(a.attended) || a.name.localeCompare(b.name, 'zh'));
}

export type Due = 'none' | 'later' | 'today' | 'late';

/** Whether a firm has to be asked again: its day has come and nothing was signed since. */
export function dueOf(line: Pick<LedgerLine, 'row' | 'signed'>, today: string): Due {
  const day = typeof line.row?.next_on === 'string' ? line.row.next_on : '';
  if (!day || line.signed > 0) return 'none';
  if (day > today) return 'later';
  return day === today ? 'today' : 'late';
}

/** Nothing was entered of a firm that came. */
export function isBlank(line: LedgerLine): boolean {
  return line.attended && line.row === null && line.agreements.length === 0;
}

export interface Totals {
  firms: number;
  interviews: number;
  intentions: number;
  signed: number;
}

export function totalsOf(lines: readonly LedgerLine[]): Totals {
  const sum = (field: string): number =>
    lines.reduce((all, line) => all + (Number(line.row?.[field] ?? 0) || 0), 0);
  return {
    firms: lines.filter((line) => line.attended).length,
    interviews: sum('interviews'),
    intentions: sum('intentions'),
    signed: lines.reduce((all, line) => all + line.signed, 0),
  };
}

/** A line while it is edited: the stored row, or a new one for this firm. */
export function draftFor(line: LedgerLine): RowDraft {
  return line.row ? draftOf(line.row) : draftOf(null, { employer: line.employer });
}

/** What of a draft is to be sent; none when nothing but the firm itself stands there. */
export function changesOf(form: Form, draft: RowDraft): FieldValues | null {
  const changed = changedFields(form, draft.before, draft.now);
  const own = Object.keys(changed).filter((id) => id !== form.key);
  if (own.length === 0) return null;
  return draft.key ? { ...changed, key: draft.key } : changed;
}

/** The next free number of an agreement of the case, after the manner of those that stand there. */
export function nextAgreement(of: Case, taken: readonly string[] = []): string {
  const used = new Set([...(of.rows.agreements ?? []).map((row) => row.key), ...taken]);
  for (let n = (of.rows.agreements?.length ?? 0) + 1; ; n += 1) {
    const number = `${of.number}-XY${String(n).padStart(2, '0')}`;
    if (!used.has(number)) return number;
  }
}
