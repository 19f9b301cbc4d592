import type { CaseRow } from '../api/shapes';

/** A role that somebody holds from a day, to a day or until further notice. Both days count. */
export interface RoleSpan {
  key: string;
  role: string;
  organisation: string;
  from: string;
  to: string;
  substituteFor: string;
}

export function roleSpans(rows: CaseRow[]): RoleSpan[] {
  const text = (row: CaseRow, name: string): string =>
    typeof row[name] === 'string' ? (row[name] as string) : '';
  return rows.map((row) => ({
    key: row.key,
    role: text(row, 'role'),
    organisation: text(row, 'organisation'),
    from: text(row, 'from'),
    to: text(row, 'to'),
    substituteFor: text(row, 'substitute_for'),
  }));
}

export function stateOf(span: RoleSpan, today: string): 'now' | 'later' | 'over' {
  if (span.from > today) return 'later';
  return span.to !== '' && span.to < today ? 'over' : 'now';
}

/** What holds now first, then what is to come, then what is over, each the latest first. */
export function orderSpans(spans: RoleSpan[], today: string): RoleSpan[] {
  const rank = { now: 0, later: 1, over: 2 };
  return [...spans].sort(
    (a, b) => rank[stateOf(a, today)] - rank[stateOf(b, today)] || b.from.localeCompare(a.from),
  );
}
