// Replacing a small file so that a crash or a full disk leaves the old or the new content, never a part of one.
// write-file-atomic was meant for this; on a full disk the system writes fewer bytes than asked, which it does not
// notice, and it then puts the torn file in place.

import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

export type WriteFile = (file: string, text: string) => Promise<void>;

/**
 * Resolves when the file (mode 0600) and its folder entry are on disk. One writer at a time per file: a name left over by a
 * crash is written over.
 */
export async function writeDurably(file: string, text: string): Promise<void> {
  const fresh = `${file}.new`;
  try {
    await writeAndSync(fresh, text);
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(file));
}

async function writeAndSync(file: string, text: string): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows has no handle for a folder; there the rename itself is journaled.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
