import type { Files } from '../drafts/files';
import { readManifest, withManifest } from '../drafts/manifest';
import type { StoredDraft, ToDecide } from '../drafts/store';

type Start = Pick<StoredDraft, 'files' | 'from' | 'toDecide'>;

/** Whoever drafts is the author, and reviewed it is not: publishing asks for both. */
function by(files: Files, author: string): Files {
  const written = author === '' ? files : withManifest(files, 'authors', [author]);
  return withManifest(written, 'reviewers', []);
}

export const drafting = {
  /** The next revision of a pack that is in force. */
  correction(pack: string, files: Files, author: string): Start {
    const revision = readManifest(files)?.revision ?? 0;
    return {
      files: withManifest(by(files, author), 'revision', revision + 1),
      from: pack,
      toDecide: [],
    };
  },
  /** A pack for another year, as the server copied it. */
  copy(from: string, files: Files, toDecide: ToDecide[], author: string): Start {
    return { files: by(files, author), from, toDecide };
  },
};

/** 2026-youqi → 2027-youqi: the id that a copy for the next year gets. */
export function nextYear(pack: string): string {
  return pack.replace(/\d{4}/, (year) => String(Number(year) + 1));
}
