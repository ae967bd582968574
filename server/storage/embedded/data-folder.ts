// The folder that holds everything the process keeps: made, checked, locked for one process, with the secret of this
// installation. What lies in it otherwise (log, catalogue) is opened by their own modules.

import { readFileSync } from 'node:fs';
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { writeDurably } from './durable-file.ts';
import { openEnvironment, type Environment } from './lmdb-folder.ts';
import { LmdbSpace } from './lmdb-space.ts';
import { finishPutBack } from './put-back.ts';

/** The data folder cannot be used; the message is meant for the organizer. */
export class DataFolderError extends Error {
  override name = 'DataFolderError';
}

export type DataFolder = {
  /** Absolute. */
  readonly path: string;
  /** Lets the next process in; a crash does so too. */
  release(): Promise<void>;
};

/**
 * Creates the folder (mode 0700) if need be, checks that it can be written, and locks it: a second process gets a
 * DataFolderError that names the first one's pid. A restore that was interrupted is brought to its end.
 * @param processes who is asking and who is alive.
 */
export async function openDataFolder(path: string, processes: Processes = systemProcesses): Promise<DataFolder> {
  const folder = resolve(path);
  await makeWritable(folder);
  const me = processes.self();
  const holder = await inLock(folder, (lock) => take(lock, me, processes));
  if (holder !== undefined) throw inUse(folder, holder);
  await finishPutBack(folder);
  return { path: folder, release: () => inLock(folder, (lock) => leave(lock, me)) };
}

async function makeWritable(folder: string): Promise<void> {
  const trial = join(folder, '.writable');
  try {
    await makeFolder(folder);
    const handle = await open(trial, 'w', 0o600);
    await handle.close();
    await rm(trial);
  } catch (error) {
    throw new DataFolderError(
      `The data folder ${folder} cannot be written: ${words(error)}. ` +
        'Give the user that runs the board the right to write there, or choose another data folder.',
      { cause: error },
    );
  }
}

/** With the folders above it. Node's own recursive mkdir never ends where a folder exists but cannot have another in it, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  const above = dirname(folder);
  if (!(await exists(above))) await makeFolder(above);
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const there = (error as NodeJS.ErrnoException).code === 'EEXIST' && (await stat(folder)).isDirectory();
    if (!there) throw error;
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );

const inUse = (folder: string, holder: Holder): DataFolderError =>
  new DataFolderError(
    `The data folder ${folder} is in use by process ${holder.pid}. ` +
      `Stop that one first, or choose another data folder. (If process ${holder.pid} is no board, delete ${join(folder, 'lock')} and start again.)`,
  );

// -- the lock -------------------------------------------------------------------------------------------------------
// Node has no file lock. LMDB's write lock is one of the operating system, held across processes and freed by it on a
// crash, but it cannot be asked for without waiting. So it guards a record of who holds the folder: looking whether
// that process still lives and writing the own record is one transaction, and two that start at once cannot both win
// over a dead one's record. A process is told from a later one with its number by when it started.
// Out of reach: processes that cannot see each other (two containers). Give each container a volume of its own.

export type Holder = {
  readonly pid: number;
  /** When it started, in words only this system understands; '' where it cannot be known. */
  readonly started: string;
};

export type Processes = { self(): Holder; alive(holder: Holder): boolean };

const RECORD = ['holder', 0];

async function inLock<T>(folder: string, visit: (lock: Environment) => T): Promise<T> {
  const lockFolder = join(folder, 'lock');
  let lock: Environment;
  try {
    lock = await openEnvironment(lockFolder);
    await new LmdbSpace(lock, join(lockFolder, 'data.mdb')).take([]);
  } catch (error) {
    throw new DataFolderError(
      `The lock ${lockFolder} cannot be opened: ${words(error)}. Free disk space, or delete that folder, and start again.`,
      {
        cause: error,
      },
    );
  }
  try {
    return lock.transactionSync(() => visit(lock));
  } finally {
    await lock.close();
  }
}

/** @returns the living holder, or undefined when it is now `me`. */
function take(lock: Environment, me: Holder, processes: Processes): Holder | undefined {
  const holder = recorded(lock);
  if (holder !== undefined && processes.alive(holder)) return holder;
  lock.putSync(RECORD, Buffer.from(JSON.stringify(me)));
  return undefined;
}

function leave(lock: Environment, me: Holder): void {
  const holder = recorded(lock);
  if (holder?.pid === me.pid && holder.started === me.started) lock.removeSync(RECORD);
}

function recorded(lock: Environment): Holder | undefined {
  const value = lock.get(RECORD);
  return value === undefined ? undefined : (JSON.parse(Buffer.from(value).toString()) as Holder);
}

export const systemProcesses: Processes = {
  self: () => ({ pid: process.pid, started: startOf(process.pid) ?? '' }),
  alive(holder) {
    if (!runs(holder.pid)) return false;
    const started = startOf(holder.pid);
    return started === undefined || holder.started === '' || started === holder.started;
  },
};

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The boot and the clock tick of a process's start; 'dead' for one that only waits to be collected; undefined off Linux. */
function startOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in parentheses and may hold anything; the state is the first field after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'dead' : `${boot} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

// -- the secret of this installation --------------------------------------------------------------------------------

const KEY_BYTES = 32;
const KEY = /^[0-9a-f]{64}$/;

/**
 * The secret that the organizer's link is made from: 32 bytes as hex, in `instance.key` (mode 0600), made on first use.
 * @param random gives that many bytes from a cryptographic source.
 */
export async function instanceKey(folder: string, random: (bytes: number) => Uint8Array): Promise<string> {
  const file = join(folder, 'instance.key');
  const found = await storedKey(file);
  if (found !== undefined) return found;
  const key = Buffer.from(random(KEY_BYTES)).toString('hex');
  if (!KEY.test(key)) throw new RangeError(`an instance key needs ${KEY_BYTES} random bytes`);
  await writeDurably(file, `${key}\n`).catch((error: unknown) => {
    throw new DataFolderError(`The key ${file} cannot be written: ${words(error)}. Check the rights and the space of its folder.`, {
      cause: error,
    });
  });
  return key;
}

async function storedKey(file: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DataFolderError(`The key ${file} cannot be read: ${words(error)}. Give the user that runs the board the right to read it.`, {
      cause: error,
    });
  }
  const key = text.trim();
  if (KEY.test(key)) return key;
  throw new DataFolderError(
    `The key ${file} is damaged: it must be 64 characters of 0-9 and a-f. Nothing was changed. ` +
      'Restore a backup of this file, or move it away to get a new one (the old organizer link then ends), and start again.',
  );
}

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
