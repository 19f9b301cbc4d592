import type { Employer, FieldValues } from '../api/shapes';

/** What was typed on the phone and is not sent yet. */
export interface VisitDraft {
  values: FieldValues;
  employer: Employer | null;
  q: string;
}

const kept = 'beihui.visit';

export function keepDraft(draft: VisitDraft): void {
  try {
    sessionStorage.setItem(kept, JSON.stringify(draft));
  } catch {
    // storage is closed or full: the form itself still holds it
  }
}

export function readDraft(): VisitDraft | null {
  try {
    const text = sessionStorage.getItem(kept);
    return text ? (JSON.parse(text) as VisitDraft) : null;
  } catch {
    return null;
  }
}

export function dropDraft(): void {
  try {
    sessionStorage.removeItem(kept);
  } catch {
    // nothing was kept
  }
}

const role = 'beihui.visit.role';

/** The post chosen last on this phone; the same person logs most visits on it. */
export function lastRole(): string {
  try {
    return localStorage.getItem(role) ?? '';
  } catch {
    return '';
  }
}

export function keepRole(chosen: string): void {
  try {
    localStorage.setItem(role, chosen);
  } catch {
    // chosen anew next time
  }
}
