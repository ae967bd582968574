// The few things we ask of a file system where the order of what reaches the disk matters. Tests hand in one that crashes
// at any point and forgets whatever was not synced. LMDB does its own.

import { copyFile, link, mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';

export type Content = string | Uint8Array | AsyncIterable<Uint8Array>;

/** Files are for their owner only (mode 0600), folders too (0700). Nothing but `writeAndSync` is durable before `syncFolder`. */
export interface Disk {
  /** Replaces or makes the file and waits for its content, not for its name. */
  writeAndSync(file: string, content: Content): Promise<void>;
  /** Makes the names in this folder durable. */
  syncFolder(folder: string): Promise<void>;
  /** Atomic; takes the place of a file that is there. */
  rename(from: string, to: string): Promise<void>;
  /** A second name for a file that stays whatever happens to the first one. */
  link(file: string, other: string): Promise<void>;
  /** A folder with all that is in it. What is not there is passed over. */
  remove(path: string): Promise<void>;
  /** One that is there is left as it is. */
  makeFolder(folder: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** Undefined when there is none. */
  read(file: string): Promise<Uint8Array | undefined>;
  names(folder: string): Promise<string[]>;
}

const withCode = (...codes: string[]) => {
  return (error: NodeJS.ErrnoException): undefined => {
    if (error.code === undefined || !codes.includes(error.code)) throw error;
    return undefined;
  };
};

export const disk: Disk = {
  async writeAndSync(file, content) {
    const handle = await open(file, 'w', 0o600);
    try {
      await handle.chmod(0o600);
      await writeFile(handle, content);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async syncFolder(folder) {
    // Windows has no handle for a folder; there a rename is journaled.
    if (process.platform === 'win32') return;
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  rename,
  async link(file, other) {
    // Some file systems have no second names: there it is a copy.
    await link(file, other).catch(async () => copyFile(file, other));
  },
  remove: (path) => rm(path, { recursive: true, force: true }),
  async makeFolder(folder) {
    await mkdir(folder, { mode: 0o700 }).catch(withCode('EEXIST'));
  },
  exists: async (path) => (await stat(path).catch(withCode('ENOENT'))) !== undefined,
  read: (file) => readFile(file).catch(withCode('ENOENT')),
  names: readdir,
};
