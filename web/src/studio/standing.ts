import type { DraftClause, Piece } from '../drafts/links';

/** What became of a clause: a rule decides it, a person does it, it only tells, or nothing yet. */
export type Standing = 'rule' | 'checklist' | 'information' | 'open';

export function standingOf(clauses: DraftClause[], pieces: Piece[]): Map<string, Standing> {
  const ruled = new Set<string>();
  const listed = new Set<string>();
  for (const piece of pieces) {
    const into = piece.kind === 'rule' ? ruled : piece.kind === 'item' ? listed : null;
    if (into) for (const id of piece.clauses) into.add(id);
  }
  return new Map(
    clauses.map((one): [string, Standing] => {
      if (one.check === 'information') return [one.id, 'information'];
      if (one.check === 'checklist') return [one.id, 'checklist'];
      return [one.id, ruled.has(one.id) || listed.has(one.id) ? 'rule' : 'open'];
    }),
  );
}
