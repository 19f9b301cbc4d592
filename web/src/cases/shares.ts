import type { components } from '../api/types';

type CaseFact = components['schemas']['CaseFacts']['facts'][number];

/** What a case gives to one column of a table, and why the rest of its facts stay out. */
export interface Share {
  column: string;
  label: string;
  rows: number; // facts that the column counts
  sum: number; // … and what they come to: posts, persons
  why: [string, number][]; // reason → how many facts
}
export interface TableShare {
  table: string;
  shares: Share[];
}

/** Per table and column: how many facts of the case it takes, and how many it leaves out for which reason. */
export function sharesOf(facts: readonly CaseFact[]): TableShare[] {
  const tables = new Map<string, Map<string, Share & { reasons: Map<string, number> }>>();
  const at = (cell: { table: string; column: string; label: string }) => {
    const columns = tables.get(cell.table) ?? new Map();
    tables.set(cell.table, columns);
    const share = columns.get(cell.column) ?? {
      column: cell.column,
      label: cell.label,
      rows: 0,
      sum: 0,
      why: [],
      reasons: new Map<string, number>(),
    };
    columns.set(cell.column, share);
    return share;
  };
  for (const fact of facts) {
    for (const cell of fact.counted) {
      const share = at(cell);
      share.rows += 1;
      share.sum += fact.quantity;
    }
    for (const cell of fact.left_out) {
      const { reasons } = at(cell);
      reasons.set(cell.why, (reasons.get(cell.why) ?? 0) + 1);
    }
  }
  return [...tables]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([table, columns]) => ({
      table,
      shares: [...columns.values()].map(({ reasons, ...share }) => ({
        ...share,
        why: [...reasons].sort((a, b) => b[1] - a[1]),
      })),
    }));
}
