import { api, fromPage, take, uuid } from '../api/client';
import type { CellAnswer, FiledVersion } from '../api/shapes';
import type { Asked } from './reading';

// 更正: a number that is filed instead of the one that was counted, with a reason and what shows it.

export interface Typed {
  value: string;
  reason: string;
  evidence: { id: string; name: string }[];
}

export function beginsAs(cell: CellAnswer): Typed {
  return { value: String(cell.value), reason: '', evidence: [] };
}

/** The correction of an earlier version, which holds as long as the count is the same. */
export function asFiled(cell: FiledVersion['cells'][number]): Typed {
  return {
    value: String(cell.value),
    reason: cell.reason,
    evidence: cell.evidence.map((id, i) => ({ id, name: String(i + 1) })),
  };
}

export function correctionsOf(typed: Record<string, Typed>) {
  return Object.fromEntries(
    Object.entries(typed).map(([column, one]) => [
      column,
      {
        value: Number(one.value),
        reason: one.reason.trim(),
        evidence: one.evidence.map((document) => document.id),
      },
    ]),
  );
}

/** What of a correction is still to be done: it says so before the server has to. */
export function lacks(one: Typed, counted: number): 'nothing' | 'reason' | 'evidence' {
  if (Number(one.value) === counted) return 'nothing';
  if (one.reason.trim().length < 4) return 'reason';
  return one.evidence.length === 0 ? 'evidence' : 'nothing';
}

/** Keeps a file in the case of the filing, which is opened when there is none. */
export async function sendEvidence(table: string, asked: Asked, file: File) {
  const kept = await take(
    api.POST('/api/v1/tables/{id}/filings/evidence', {
      params: {
        path: { id: table },
        query: {
          organisation: asked.organisation,
          from: asked.from,
          to: asked.to,
          name: file.name,
        },
        header: { ...fromPage, 'Idempotency-Key': uuid() },
      },
      headers: { 'Content-Type': file.type || 'application/octet-stream' },
      body: file as never,
      bodySerializer: (bytes: unknown) => bytes as Blob,
    }),
  );
  return { id: kept.document, name: file.name };
}
