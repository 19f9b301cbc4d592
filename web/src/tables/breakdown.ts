import type { BreakdownByOrganisation, BreakdownCell } from '../api/shapes';

type Row = BreakdownByOrganisation['items'][number];

export function cellOf(cells: BreakdownCell[], column: string): BreakdownCell | undefined {
  return cells.find((one) => one.column === column);
}

/** Nothing was recorded in the period: that is not zero. */
export function isNothing(cell: BreakdownCell | undefined): boolean {
  return !cell || (cell.recorded === 0 && cell.rows === 0);
}

export function sumOf(rows: { cells: BreakdownCell[] }[], column: string): number {
  return rows.reduce((sum, row) => sum + (cellOf(row.cells, column)?.adds ?? 0), 0);
}

/**
 * The organisations that a reader wants to see: departments that record nothing and owe nothing are
 * left out, and so is the organisation itself when it has no records of its own.
 */
export function rowsShown(items: Row[]): Row[] {
  return items.filter((row) => {
    const empty = row.cells.every((cell) => isNothing(cell));
    if (!empty || row.filing) return true;
    return (
      !row.own &&
      (row.organisation.level === 'school' ||
        row.organisation.kind === 'school' ||
        row.organisation.level === 'college' ||
        row.organisation.kind === 'province')
    );
  });
}

/** A department files for the province: that it records nothing itself says nothing. */
export function isDepartment(row: Row): boolean {
  return row.organisation.kind.startsWith('province_');
}

export type FilingState = 'filed' | 'late' | 'missing' | 'overdue' | 'none';

export function filingState(filing: Row['filing']): FilingState {
  if (!filing) return 'none';
  if (filing.overdue > 0) return 'overdue';
  if (filing.missing > 0) return 'missing';
  return filing.late > 0 ? 'late' : 'filed';
}

/** How many units had to file, and how many have. */
export function filedOf(items: Row[]): { all: number; filed: number } {
  const owing = items.filter((row) => row.filing);
  return {
    all: owing.length,
    filed: owing.filter((row) => row.filing!.missing === 0).length,
  };
}
