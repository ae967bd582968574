// Replacing a small file so that a crash or a full disk leaves the old or the new content, never a part of one.
// write-file-atomic was meant for this; on a full disk the system writes fewer bytes than asked, which it does not
// notice, and it then puts the torn file in place.

import { dirname } from 'node:path';
import { disk, type Content, type Disk } from './disk.ts';

export type WriteFile = (file: string, text: string) => Promise<void>;

/**
 * Resolves when the file (mode 0600) and its folder entry are on disk. One writer at a time per file: a name left over by a
 * crash is written over.
 * @param check looks at the new file before it takes the place of the old one, and throws to stop that.
 */
export async function writeDurably(
  file: string,
  content: Content,
  on: Disk = disk,
  check: (fresh: string) => Promise<void> = async () => undefined,
): Promise<void> {
  const fresh = `${file}.new`;
  try {
    await on.writeAndSync(fresh, content);
    await check(fresh);
    await on.rename(fresh, file);
  } catch (error) {
    await on.remove(fresh).catch(() => undefined);
    throw error;
  }
  await on.syncFolder(dirname(file));
}
