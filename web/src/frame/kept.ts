// What the phone keeps when the page is closed: IndexedDB, because photos are too big for anything
// else, behind four plain functions. Some webviews close it; then whatever is asked throws, and the
// caller says so instead of promising what it cannot hold.

export type Shelf = 'outbox' | 'kit' | 'door';
const shelves: Shelf[] = ['outbox', 'kit', 'door'];

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const asked = indexedDB.open('beihui', 2);
    asked.onupgradeneeded = () => {
      for (const shelf of shelves)
        if (!asked.result.objectStoreNames.contains(shelf))
          asked.result.createObjectStore(shelf, { keyPath: 'id' });
    };
    asked.onsuccess = () => {
      // Another tab with a newer page may want to change the layout.
      asked.result.onversionchange = () => {
        asked.result.close();
        opened = null;
      };
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error ?? new Error('IndexedDB'));
    asked.onblocked = () => reject(new Error('IndexedDB is held by another page'));
  }).catch((failure: unknown) => {
    opened = null; // try anew next time
    throw failure;
  });
  return opened;
}

async function on<T>(
  shelf: Shelf,
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open();
  return new Promise<T>((resolve, reject) => {
    const transaction = database.transaction(shelf, mode);
    const asked = ask(transaction.objectStore(shelf));
    // Kept means kept: the answer comes when the transaction is on the disk.
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB'));
    transaction.onerror = () => reject(transaction.error ?? new Error('IndexedDB'));
  });
}

export const put = (shelf: Shelf, value: { id: string }): Promise<unknown> =>
  on(shelf, 'readwrite', (store) => store.put(value));

/**
 * Changes what stands there, in one step that no other tab can come between; gives what stands there
 * then. `how` gets undefined for nothing, and keeps what is there by giving undefined.
 */
export async function change<T extends { id: string }>(
  shelf: Shelf,
  id: string,
  how: (now: T | undefined) => T | undefined,
): Promise<T | undefined> {
  let after: T | undefined;
  await on<T | undefined>(shelf, 'readwrite', (store) => {
    const asked = store.get(id) as IDBRequest<T | undefined>;
    asked.onsuccess = () => {
      after = how(asked.result);
      if (after) store.put(after);
      else after = asked.result;
    };
    return asked;
  });
  return after;
}

export const take = <T>(shelf: Shelf, id: string): Promise<T | undefined> =>
  on<T | undefined>(shelf, 'readonly', (store) => store.get(id) as IDBRequest<T | undefined>);

export const all = <T>(shelf: Shelf): Promise<T[]> =>
  on<T[]>(shelf, 'readonly', (store) => store.getAll() as IDBRequest<T[]>);

export const drop = (shelf: Shelf, id: string): Promise<unknown> =>
  on(shelf, 'readwrite', (store) => store.delete(id));

export const clear = (shelf: Shelf): Promise<unknown> =>
  on(shelf, 'readwrite', (store) => store.clear());
