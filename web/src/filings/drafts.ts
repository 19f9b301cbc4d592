import { useQuery } from '@tanstack/vue-query';
import { api, take } from '../api/client';
import type { FilingDraft } from '../api/shapes';

// What an organisation would send in now, and how it differs from what it sent last.

export type DraftCell = FilingDraft['cells'][number];

export function useDrafts() {
  return useQuery({
    queryKey: ['filings', 'drafts'],
    queryFn: () => take(api.GET('/api/v1/filings/drafts', { params: { query: {} } })),
  });
}

/** Against the number that was filed last; without one, against that of a week ago. */
export function changeOf(cell: DraftCell): number {
  return cell.value - (cell.last ? cell.last.value : cell.week_ago);
}

export function changedCells(draft: FilingDraft): DraftCell[] {
  return draft.cells.filter((cell) => changeOf(cell) !== 0);
}

/** Whether sending it again would only repeat the version that was filed. */
export function isSame(draft: FilingDraft): boolean {
  return (
    draft.last !== null &&
    draft.cells.every(
      (cell) =>
        cell.last !== null && cell.last.value === cell.value && cell.last.counted === cell.value,
    )
  );
}

export function hasErrors(draft: FilingDraft): boolean {
  return draft.findings.some((one) => one.level === 'error');
}

/** The address of a page of the table, for the same organisation and days. */
export function addressOf(draft: FilingDraft, organisation: string, page = ''): object {
  return {
    path: `/tables/${encodeURIComponent(draft.table)}${page}`,
    query: { organisation, from: draft.from ?? undefined, to: draft.to ?? undefined },
  };
}
