// A board kept in this browser, so that reloads and closed tabs lose nothing. One IndexedDB database a board and person,
// shared by that person's tabs. Where the browser keeps nothing, the board lives in memory and `kept` says so. What the
// bytes mean is decided elsewhere.

import type { SetAside } from './set-aside.ts';
import type { UnsavedChange } from './unsaved.ts';

export type Loaded = {
  readonly updates: readonly Uint8Array[];
  readonly unsaved: readonly UnsavedChange[];
  /** The epoch of the board this replica was made in. */
  readonly epoch: number | undefined;
  /** The board was received completely once. */
  readonly received: boolean;
  readonly setAside: SetAside | undefined;
};

const EMPTY: Loaded = { updates: [], unsaved: [], epoch: undefined, received: false, setAside: undefined };

const UPDATES = 'updates';
const UNSAVED = 'unsaved';
const FACTS = 'facts';
const STORES = [UPDATES, UNSAVED, FACTS] as const;

/** Some browsers' databases never answer; the board must not wait for them. */
const OPEN_WITHIN = 3_000;
/** What others do is written in gulps. */
const GATHER = 500;
/** So many pieces are made one. */
const PIECES = 300;

type Write = { readonly run: (transaction: IDBTransaction) => void; readonly failed?: () => void };
/** What takes the place of all pieces but `others`; what was set aside changes with it, or stays as it is. */
export type Rewritten = { readonly state: Uint8Array; readonly others?: readonly Uint8Array[]; readonly setAside?: SetAside };

export class Replica {
  readonly #database: Promise<IDBDatabase | undefined>;
  readonly #changed: () => void;
  #works = true;
  #queue: Write[] = [];
  #writing = false;
  #gathered: Uint8Array[] = [];
  #gatherTimer: ReturnType<typeof setTimeout> | undefined;
  #pieces = 0;
  #closed = false;

  /** @param changed `kept` is another now. */
  constructor(name: string, changed: () => void) {
    this.#changed = changed;
    this.#database = openDatabase(`hackfest/${name}`);
    void this.#database.then((database) => this.#keeps(database !== undefined));
  }

  /** Whether what is given outlives the tab. */
  get kept(): boolean {
    return this.#works;
  }

  async load(): Promise<Loaded> {
    const database = await this.#database;
    if (!database) return EMPTY;
    try {
      const transaction = database.transaction(STORES, 'readonly');
      const facts = transaction.objectStore(FACTS);
      const unsaved = transaction.objectStore(UNSAVED);
      const [updates, keys, subjects, epoch, received, setAside] = await Promise.all([
        answer<Uint8Array[]>(transaction.objectStore(UPDATES).getAll()),
        answer(unsaved.getAllKeys()),
        answer<string[][]>(unsaved.getAll()),
        answer<number | undefined>(facts.get('epoch')),
        answer<boolean | undefined>(facts.get('received')),
        answer<SetAside | undefined>(facts.get('setAside')),
      ]);
      this.#pieces = updates.length;
      const changes = keys.map((key, index) => ({ key: String(key), subjects: subjects[index] ?? [] }));
      return { updates, unsaved: changes, epoch, received: received === true, setAside };
    } catch {
      this.#keeps(false);
      return EMPTY;
    }
  }

  /** Others' changes, or many of them. */
  keep(update: Uint8Array): void {
    this.#gathered.push(update);
    this.#gatherTimer ??= setTimeout(() => this.#flushGathered(), GATHER);
  }

  /** One's own change, at once, marked until the server has it. */
  keepOwn(update: Uint8Array, { key, subjects }: UnsavedChange): void {
    this.#flushGathered();
    this.#write({
      run: (transaction) => {
        transaction.objectStore(UPDATES).add(update);
        transaction.objectStore(UNSAVED).put([...subjects], key);
      },
    });
  }

  /** The server has these changes on disk. */
  confirm(keys: readonly string[]): void {
    this.#write({
      run: (transaction) => {
        for (const key of keys) transaction.objectStore(UNSAVED).delete(key);
      },
    });
  }

  keepEpoch(epoch: number): void {
    this.#write({ run: (transaction) => void transaction.objectStore(FACTS).put(epoch, 'epoch') });
  }

  markReceived(): void {
    this.#write({ run: (transaction) => void transaction.objectStore(FACTS).put(true, 'received') });
  }

  setAside(given: SetAside | undefined): void {
    this.#write({
      run: (transaction) => {
        if (given) transaction.objectStore(FACTS).put(given, 'setAside');
        else transaction.objectStore(FACTS).delete('setAside');
      },
    });
  }

  /** Whether so many pieces lie here that `rewrite` is worth it. */
  get inPieces(): boolean {
    return this.#pieces > PIECES;
  }

  /**
   * Puts one state in the place of all pieces. `whole` is given every piece, those of other tabs too, and answers at once: what is
   * written meanwhile is not lost.
   */
  rewrite(whole: (pieces: readonly Uint8Array[]) => Rewritten): void {
    this.#pieces = 0;
    this.#flushGathered();
    let asked = false;
    const ask = (pieces: readonly Uint8Array[]) => {
      asked = true;
      return whole(pieces);
    };
    const run = (transaction: IDBTransaction) => {
      const updates = transaction.objectStore(UPDATES);
      const pieces = updates.getAll() as IDBRequest<Uint8Array[]>;
      pieces.onsuccess = () => {
        const { state, others = [], setAside } = ask(pieces.result);
        updates.clear();
        for (const piece of [state, ...others]) updates.add(piece);
        if (setAside) transaction.objectStore(FACTS).put(setAside, 'setAside');
      };
    };
    const failed = () => {
      if (!asked) ask([]);
    };
    void this.#database.then(() => (this.#works ? this.#write({ run, failed }) : failed()));
  }

  close(): void {
    this.#flushGathered();
    this.#closed = true;
    void this.#database.then((database) => {
      if (!this.#writing) database?.close();
    });
  }

  #flushGathered(): void {
    clearTimeout(this.#gatherTimer);
    this.#gatherTimer = undefined;
    const updates = this.#gathered;
    if (updates.length === 0) return;
    this.#gathered = [];
    this.#pieces += updates.length;
    this.#write({
      run: (transaction) => {
        for (const update of updates) transaction.objectStore(UPDATES).add(update);
      },
    });
  }

  /** What is given in one turn is written whole or not at all. */
  #write(write: Write): void {
    if (!this.#works) return;
    this.#queue.push(write);
    if (this.#writing) return;
    this.#writing = true;
    void this.#drain();
  }

  async #drain(): Promise<void> {
    const database = await this.#database;
    while (database && this.#queue.length > 0) {
      const writes = this.#queue;
      this.#queue = [];
      try {
        const transaction = database.transaction(STORES, 'readwrite');
        for (const { run } of writes) run(transaction);
        await completed(transaction);
      } catch {
        // Full or forbidden: from here on the board lives in memory, and the status says so.
        const lost = [...writes, ...this.#queue];
        this.#queue = [];
        this.#keeps(false);
        for (const { failed } of lost) failed?.();
      }
    }
    this.#writing = false;
    if (this.#closed) database?.close();
  }

  #keeps(works: boolean): void {
    if (this.#works === works) return;
    this.#works = works;
    this.#changed();
  }
}

/** What the browser answers, or an exception. */
function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no answer'));
  });
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('not written'));
  });
}

/** Undefined where the browser has no database for this page: it is forbidden, broken or silent. */
async function openDatabase(name: string): Promise<IDBDatabase | undefined> {
  const opened = new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(UPDATES, { autoIncrement: true });
      request.result.createObjectStore(UNSAVED);
      request.result.createObjectStore(FACTS);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('not opened'));
  });
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), OPEN_WITHIN));
  return Promise.race([opened, late]).catch(() => undefined);
}
