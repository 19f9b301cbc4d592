// What the phone keeps when the page is closed: IndexedDB, because photos are too big for anything
// else, behind four plain functions. Some webviews close it; then whatever is asked throws, and the
// caller says so instead of promising what it cannot hold.

export type Shelf = 'outbox' | 'kit';
const shelves: Shelf[] = ['outbox', 'kit'];

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const asked = indexedDB.open('beihui', 1);
    asked.onupgradeneeded = () => {
      for (const shelf of shelves) asked.result.createObjectStore(shelf, { keyPath: 'id' });
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

export const take = <T>(shelf: Shelf, id: string): Promise<T | undefined> =>
  on<T | undefined>(shelf, 'readonly', (store) => store.get(id) as IDBRequest<T | undefined>);

export const all = <T>(shelf: Shelf): Promise<T[]> =>
  on<T[]>(shelf, 'readonly', (store) => store.getAll() as IDBRequest<T[]>);

export const drop = (shelf: Shelf, id: string): Promise<unknown> =>
  on(shelf, 'readwrite', (store) => store.delete(id));

export const clear = (shelf: Shelf): Promise<unknown> =>
  on(shelf, 'readwrite', (store) => store.clear());
