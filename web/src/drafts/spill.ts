import type { Files } from './files';

// A page that is being left has no time for the database: what is not kept yet is set down at once
// in the browser's small storage, and taken up when the draft is opened again.

interface Spill {
  /** When the draft was changed last. */
  at: string;
  files: Files;
}

const nameOf = (account: string, pack: string): string => `beihui-spill ${account} ${pack}`;

export function setDown(account: string, pack: string, at: string, files: Files): void {
  try {
    localStorage.setItem(nameOf(account, pack), JSON.stringify({ at, files } satisfies Spill));
  } catch {
    // closed or full: the database is still asked to keep the draft
  }
}

/** What was set down after the draft was kept last; it is gone afterwards. */
export function takeUp(account: string, pack: string, kept: string): Files | null {
  try {
    const text = localStorage.getItem(nameOf(account, pack));
    localStorage.removeItem(nameOf(account, pack));
    const spill = text ? (JSON.parse(text) as Spill) : null;
    return spill && spill.at > kept ? spill.files : null;
  } catch {
    return null;
  }
}

export function clear(account: string, pack: string): void {
  try {
    localStorage.removeItem(nameOf(account, pack));
  } catch {
    // nothing was set down
  }
}
