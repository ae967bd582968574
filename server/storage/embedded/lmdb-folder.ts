// How this house opens an LMDB environment: which options, and what is checked first because LMDB itself would end the
// process. What is stored in one belongs to the update log and to the data folder's lock.

import { chmod, mkdir, open as openFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { open, type RootDatabase, type RootDatabaseOptions } from 'lmdb';
import { LmdbPages } from './lmdb-pages.ts';

export type Environment = RootDatabase<Uint8Array, (string | number)[]>;

/** Opens (or creates) the environment in a folder of its own, whose parent exists. Rejects and leaves the process alive. */
export async function openEnvironment(folder: string, options: RootDatabaseOptions = {}): Promise<Environment> {
  const dataFile = join(folder, 'data.mdb');
  await makeFolder(folder);
  await reserveLockFile(join(folder, 'lock.mdb'));
  if (await isNew(dataFile)) await tryOutSpace(join(folder, 'trial'));
  // While another process writes, what is read here is of several moments: then only LMDB can tell.
  else if (options.readOnly !== true) mustBeSound(dataFile);
  const environment: Environment = open({
    path: folder,
    noSubdir: false,
    encoding: 'binary',
    // LMDB syncs before it commits, so a resolved write is a durable one. With overlapping sync the promise for
    // durability never settles after a failed commit, and closing waits for it for ever.
    overlappingSync: false,
    // Writes are grouped by us, into one batch with one promise. The library's own grouping by event turn makes a
    // second promise for each transaction that nobody can catch: a failed commit would end the process.
    eventTurnBatching: false,
    ...options,
  });
  await chmod(dataFile, 0o600);
  return environment;
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

// -- what LMDB 3.5 does not survive ---------------------------------------------------------------------------------

/** Room for LMDB's mutex and its table of 126 readers, whatever the build; a larger table does no harm. */
const LOCK_FILE_BYTES = 16_384;
/** More than a new environment writes at first. */
const FIRST_BYTES = 65_536;
const SMALLEST_PAGE = 4_096;
/** Its magic number, then its format, version 2; all processors we run on store the low byte first. */
const HEADER = Uint8Array.of(0xde, 0xc0, 0xef, 0xbe, 2, 0, 0, 0);

/**
 * LMDB maps its lock file into memory and writes to it there: on a full disk that is a SIGBUS, which nothing can catch.
 * With the bytes written beforehand a full disk is an ordinary error. An existing file is never touched.
 */
async function reserveLockFile(file: string): Promise<void> {
  const handle = await openFile(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return undefined;
    throw error;
  });
  if (handle === undefined) return;
  try {
    await handle.writeFile(new Uint8Array(LOCK_FILE_BYTES));
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/** An environment that cannot be opened, foreign bytes or no space for a new one, is a segmentation fault: look before. */
async function isNew(file: string): Promise<boolean> {
  const handle = await openFile(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (handle === undefined) return true;
  try {
    const { size } = await handle.stat();
    if (size === 0) return true;
    const { buffer } = await handle.read({ buffer: Buffer.alloc(SMALLEST_PAGE), position: 0 });
    if (size < 2 * SMALLEST_PAGE || !hasHeader(buffer)) throw new Error(`${file} is damaged or was not made by this program`);
    return false;
  } finally {
    await handle.close();
  }
}

/** A page that is cut off or overwritten is a fault of memory once LMDB comes to it, which nothing can catch either. */
export function mustBeSound(file: string): void {
  const pages = new LmdbPages(file);
  try {
    const [problem] = pages.legible ? pages.problems() : [];
    if (problem !== undefined) throw new Error(`${file} is damaged: ${problem}`);
  } finally {
    pages.close();
  }
}

/** The header follows the page's own fields, whose length depends on the processor's word. */
function hasHeader(page: Buffer): boolean {
  const at = page.indexOf(HEADER);
  return at >= 0 && at <= 32;
}

async function tryOutSpace(file: string): Promise<void> {
  try {
    const handle = await openFile(file, 'w', 0o600);
    try {
      await handle.writeFile(new Uint8Array(FIRST_BYTES));
      await handle.sync();
    } finally {
      await handle.close();
    }
  } finally {
    await rm(file, { force: true });
  }
}
