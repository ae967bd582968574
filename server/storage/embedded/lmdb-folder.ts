// How this house opens an LMDB environment: which options, and why. What is stored in one belongs to the update log
// and to the data folder's lock.

import { chmod, mkdir, open as openFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';

export type Environment = RootDatabase<Uint8Array, (string | number)[]>;

/** Room for LMDB's mutex and its table of 126 readers, whatever the build; a larger table does no harm. */
const LOCK_FILE_BYTES = 16_384;

/** Opens (or creates) the environment in a folder of its own. Rejects with LMDB's error and leaves the process alive. */
export async function openEnvironment(folder: string): Promise<Environment> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await reserveLockFile(join(folder, 'lock.mdb'));
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
  });
  await chmod(join(folder, 'data.mdb'), 0o600);
  return environment;
}

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
