import type { Files } from './files';

// Drafts stand in the browser's own database (IndexedDB), under the account that wrote them: the
// server keeps none. What a tool said about a draft, or about a published revision, stands beside.

export interface ToDecide {
  about: string;
  place: string;
  words: { zh: string; en: string };
}

/** What a run came to, and of which files it speaks. */
export interface Kept<Answer> {
  mark: string;
  at: string;
  answer: Answer;
}

export interface StoredDraft {
  account: string;
  pack: string;
  files: Files;
  /** The pack it was copied from, or whose correction it is. */
  from: string;
  /** Rises with every save; tells that another window has saved meanwhile. */
  version: number;
  changedAt: string;
  toDecide: ToDecide[];
  decided: string[];
  /** Differences that a reviewer has ticked, each with the mark of the files it was seen in. */
  seen: string[];
  whatIf: Kept<unknown> | null;
  /** pack.sig as it was uploaded, with the mark of the files that it lay beside. */
  signature: Kept<string> | null;
}

export class DraftConflict extends Error {
  constructor(readonly stored: StoredDraft) {
    super('another window has saved this draft');
    this.name = 'DraftConflict';
  }
}

const name = 'beihui-drafts';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('drafts', { keyPath: ['account', 'pack'] });
      asked.result.createObjectStore('runs');
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error('no database'));
    asked.onblocked = () => reject(new Error('the database is in use by an older page'));
  });
}

async function within<Result>(
  store: 'drafts' | 'runs',
  mode: IDBTransactionMode,
  work: (rows: IDBObjectStore) => IDBRequest<Result> | Promise<Result>,
): Promise<Result> {
  const database = await open();
  try {
    return await new Promise<Result>((resolve, reject) => {
      const transaction = database.transaction(store, mode);
      let result: Result;
      const done = work(transaction.objectStore(store));
      if (done instanceof Promise)
        done.then(
          (value) => (result = value),
          (failure: unknown) => {
            reject(failure instanceof Error ? failure : new Error(String(failure)));
            transaction.abort();
          },
        );
      else done.onsuccess = () => (result = done.result);
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = () => reject(transaction.error ?? new Error('not kept'));
    });
  } finally {
    database.close();
  }
}

export function readDraft(account: string, pack: string): Promise<StoredDraft | null> {
  return within<StoredDraft | undefined>('drafts', 'readonly', (rows) =>
    rows.get([account, pack]),
  ).then((found) => found ?? null);
}

export async function listDrafts(account: string): Promise<StoredDraft[]> {
  const all = await within<StoredDraft[]>('drafts', 'readonly', (rows) => rows.getAll());
  return all.filter((one) => one.account === account);
}

/**
 * Keeps a draft as the version after its own.
 * @throws DraftConflict when another window has saved since it was read, unless `anyway`.
 */
export function keepDraft(draft: StoredDraft, anyway = false): Promise<StoredDraft> {
  return within<StoredDraft>(
    'drafts',
    'readwrite',
    (rows) =>
      new Promise((resolve, reject) => {
        const asked = rows.get([draft.account, draft.pack]) as IDBRequest<StoredDraft | undefined>;
        asked.onsuccess = () => {
          const stored = asked.result;
          if (stored && stored.version !== draft.version && !anyway) {
            reject(new DraftConflict(stored));
            return;
          }
          const next = { ...draft, version: Math.max(stored?.version ?? 0, draft.version) + 1 };
          rows.put(next);
          resolve(next);
        };
        asked.onerror = () => reject(asked.error ?? new Error('not read'));
      }),
  );
}

export function dropDraft(account: string, pack: string): Promise<undefined> {
  return within<undefined>('drafts', 'readwrite', (rows) => rows.delete([account, pack]));
}

/** What a tool said about these very files; null when it was not run on them. */
export async function readRun<Answer>(key: string): Promise<Kept<Answer> | null> {
  const found = await within<Kept<Answer> | undefined>('runs', 'readonly', (rows) => rows.get(key));
  return found ?? null;
}

export function keepRun(key: string, run: Kept<unknown>): Promise<IDBValidKey> {
  return within<IDBValidKey>('runs', 'readwrite', (rows) => rows.put(run, key));
}
