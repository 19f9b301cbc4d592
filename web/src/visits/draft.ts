import { session } from '../account/session';
import { uuid } from '../api/client';
import type { Employer, FieldValues } from '../api/shapes';
import * as kept from '../frame/kept';
import type { Photo } from './outbox';

// What was typed on the phone and is not submitted yet. It survives that the page is closed or the
// phone is switched off, and belongs to one account: the next person on this phone does not see it.

export interface VisitDraft {
  account: string;
  key: string; // Idempotency-Key that the visit will be sent under
  values: FieldValues;
  employer: Employer | null;
  q: string;
  dayChosen: boolean;
}

const shelf = 'beihui.visit';

export function newKey(): string {
  return uuid();
}

export function keepDraft(draft: VisitDraft): void {
  try {
    localStorage.setItem(shelf, JSON.stringify(draft));
  } catch {
    // storage is closed or full: the form itself still holds it
  }
}

export function readDraft(): VisitDraft | null {
  try {
    const text = localStorage.getItem(shelf);
    const draft = text ? (JSON.parse(text) as VisitDraft) : null;
    return draft && draft.account === session.value?.account ? draft : null;
  } catch {
    return null;
  }
}

export function dropDraft(): void {
  try {
    localStorage.removeItem(shelf);
  } catch {
    // nothing was kept
  }
}

// Photos are too big for the line above. They stand beside the outbox, which signing out leaves alone.
interface DraftPhotos {
  id: string;
  account: '';
  photos: Photo[];
}
const photosOf = (account: string): string => `draft:${account}`;

export async function keepDraftPhotos(account: string, photos: Photo[]): Promise<void> {
  const id = photosOf(account);
  const all: DraftPhotos = { id, account: '', photos };
  await (photos.length > 0 ? kept.put('outbox', all) : kept.drop('outbox', id));
}

export async function readDraftPhotos(account: string): Promise<Photo[]> {
  const found = await kept.take<DraftPhotos>('outbox', photosOf(account)).catch(() => undefined);
  return found?.photos ?? [];
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
