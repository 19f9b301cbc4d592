import type { FilingMatrix } from '../api/shapes';

type Row = FilingMatrix['items'][number];
export type Filing = Row['filings'][number];
export type Standing = 'filed' | 'late' | 'missing' | 'overdue' | 'returned';

/** Late is one thing and missing another: each has its own word. */
export function standingOf(filing: Filing): Standing {
  if (filing.state === 'filed') return filing.late ? 'late' : 'filed';
  if (filing.state === 'returned') return 'returned';
  return filing.overdue ? 'overdue' : 'missing';
}

export const classOf: Record<Standing, string> = {
  filed: 'good',
  late: 'warn',
  missing: '',
  overdue: 'bad',
  returned: 'bad',
};
export const signOf: Record<Standing, string> = {
  filed: '✓',
  late: '◷',
  missing: '○',
  overdue: '!',
  returned: '↩',
};

export interface Counts {
  all: number;
  filed: number;
  late: number;
  missing: number;
  overdue: number;
  returned: number;
}

export function countsOf(rows: Row[]): Counts {
  const counts: Counts = { all: 0, filed: 0, late: 0, missing: 0, overdue: 0, returned: 0 };
  for (const filing of rows.flatMap((row) => row.filings)) {
    counts.all += 1;
    if (filing.state === 'filed') counts.filed += 1;
    else counts.missing += 1;
    counts.late += filing.late ? 1 : 0;
    counts.overdue += filing.overdue ? 1 : 0;
    counts.returned += filing.state === 'returned' ? 1 : 0;
  }
  return counts;
}

export function at(row: Row, period: string | null): Filing[] {
  return row.filings.filter((one) => one.period_end === period);
}

/** What a reminder goes out for: all that is missing, or what is missing of one period. */
export function missingOf(
  rows: Row[],
  period: string | null | undefined,
): { organisation: Row['organisation']; filing: Filing }[] {
  return rows.flatMap((row) =>
    row.filings
      .filter((one) => one.state !== 'filed')
      .filter((one) => period === undefined || one.period_end === period)
      .map((filing) => ({ organisation: row.organisation, filing })),
  );
}
