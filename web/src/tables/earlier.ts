import type { CellAnswer, TableAnswer } from '../api/shapes';

// Tables of other years. Two columns are the same when they count the same kind of thing in the same
// unit; that their definitions may still differ is said beside them.

export interface TableName {
  id: string;
  annex: string;
  title: string;
  pack: string;
}

export function sameColumn(cell: CellAnswer, others: CellAnswer[]): CellAnswer | undefined {
  return (
    others.find((one) => one.label === cell.label && one.unit === cell.unit) ??
    others.find((one) => one.kind === cell.kind && one.unit === cell.unit) ??
    others.find((one) => one.kind === cell.kind)
  );
}

/** Packs are called after their year: "2026-youqi". */
export function yearOf(pack: string): number {
  return Number(/^(\d{4})/.exec(pack)?.[1] ?? 0);
}

function yearBefore(day: string): string {
  const before = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
  // 29 February has no day a year before.
  return Number.isNaN(Date.parse(before)) || before.endsWith('-02-29')
    ? before.replace('-02-29', '-02-28')
    : before;
}

/** The table of the year before and the same days in it; null when no pack of that year has one. */
export function lastYearOf(
  answer: TableAnswer,
  tables: TableName[],
): (TableName & { from: string; to: string }) | null {
  const year = yearOf(answer.table.pack);
  const found = tables.find((one) => year > 0 && yearOf(one.pack) === year - 1);
  return found ? { ...found, from: yearBefore(answer.from), to: yearBefore(answer.to) } : null;
}

export interface Pair {
  left: CellAnswer | null;
  right: CellAnswer | null;
  /** Whether both are counted alike: the same words of the rule and of the reading. */
  alike: boolean;
}

/** The columns of two tables side by side: those of the left in their order, then what is left over. */
export function pairUp(left: CellAnswer[], right: CellAnswer[]): Pair[] {
  const taken = new Set<string>();
  const pairs: Pair[] = left.map((cell) => {
    const other = sameColumn(
      cell,
      right.filter((one) => !taken.has(one.column)),
    );
    if (other) taken.add(other.column);
    return {
      left: cell,
      right: other ?? null,
      alike:
        other !== undefined &&
        other.formula.zh === cell.formula.zh &&
        other.reading?.answer === cell.reading?.answer,
    };
  });
  for (const cell of right)
    if (!taken.has(cell.column)) pairs.push({ left: null, right: cell, alike: false });
  return pairs;
}
