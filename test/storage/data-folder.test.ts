// The data folder: made, checked and locked for one process at a time; and the secret of the installation.

import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  DataFolderError,
  instanceKey,
  openDataFolder,
  systemProcesses,
  type Processes,
} from '../../server/storage/embedded/data-folder.ts';
import { temporaryFolder } from './places.ts';
import { startScript } from './processes.ts';

describe('the data folder', () => {
  it('[ST60] is made for its owner only, with the folders above it', async () => {
    const path = join(temporaryFolder(), 'deep', 'data');
    const folder = await openDataFolder(path);
    expect(folder.path).toBe(path);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    await folder.release();
  });

  it('[ST61] cannot be opened twice; the error names the process that holds it; released, it can', async () => {
    const path = temporaryFolder();
    const first = await openDataFolder(path);
    const second = openDataFolder(path);
    await expect(second).rejects.toThrow(DataFolderError);
    await expect(second).rejects.toThrow(`in use by process ${process.pid}`);
    await first.release();
    await (await openDataFolder(path)).release();
  });

  it('[ST62] of many that open it at once exactly one gets it', async () => {
    const path = temporaryFolder();
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => openDataFolder(path)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('[ST63] is held by another process as long as that one lives, and is free at once when it is killed', async () => {
    const path = temporaryFolder();
    const { child, lines, ended } = startScript('holding.ts', [path]);
    for await (const line of lines) if (line === 'open') break;
    await expect(openDataFolder(path)).rejects.toThrow(`in use by process ${child.pid}`);
    child.kill('SIGKILL');
    await ended;
    await (await openDataFolder(path)).release();
  }, 30_000);

  it('[ST64] is not held by a later process that happens to have the same number', async () => {
    const path = temporaryFolder();
    const earlier: Processes = { self: () => ({ pid: process.pid, started: 'another boot 1' }), alive: () => false };
    await openDataFolder(path, earlier);
    await (await openDataFolder(path)).release();
  });

  it.skipIf(process.platform !== 'linux')('[ST65] a process is alive only with the start it had', () => {
    const me = systemProcesses.self();
    expect(systemProcesses.alive(me)).toBe(true);
    expect(systemProcesses.alive({ ...me, started: 'another boot 1' })).toBe(false);
    expect(systemProcesses.alive({ pid: 2 ** 22 + 1, started: '' })).toBe(false);
  });

  it('[ST66] a late release does not take the lock from the next holder', async () => {
    const path = temporaryFolder();
    const crashed = await openDataFolder(path, { self: () => ({ pid: 1, started: 'long ago' }), alive: () => false });
    const next = await openDataFolder(path, { ...systemProcesses, alive: () => false });
    await crashed.release();
    await expect(openDataFolder(path)).rejects.toThrow('in use');
    await next.release();
  });

  it('[ST67] that cannot be written is refused with its name and the remedy', async () => {
    const file = join(temporaryFolder(), 'a-file');
    await writeFile(file, '');
    for (const path of [file, join(file, 'data'), '/proc/data']) {
      const error = await openDataFolder(path).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(DataFolderError);
      expect((error as Error).message).toContain(`The data folder ${path} cannot be written`);
      expect((error as Error).message).toContain('choose another data folder');
    }
  });
});

describe('the key of the installation', () => {
  const zeros = (bytes: number): Uint8Array => new Uint8Array(bytes);
  const never = (): Uint8Array => {
    throw new Error('asked for another key');
  };

  it('[ST70] is made once, of 32 bytes, for the owner only, and stays the same', async () => {
    const folder = temporaryFolder();
    expect(await instanceKey(folder, zeros)).toBe('0'.repeat(64));
    expect(await instanceKey(folder, never)).toBe('0'.repeat(64));
    expect((await stat(join(folder, 'instance.key'))).mode & 0o777).toBe(0o600);
  });

  it.each(['', 'abc', '0'.repeat(63), 'Z'.repeat(64), '0'.repeat(64) + 'x'])(
    '[ST71] %j in its place is refused and left as it is',
    async (text) => {
      const folder = temporaryFolder();
      const file = join(folder, 'instance.key');
      await writeFile(file, text);
      const refused = instanceKey(folder, never);
      await expect(refused).rejects.toThrow(DataFolderError);
      await expect(refused).rejects.toThrow(file);
      await expect(refused).rejects.toThrow('Restore a backup');
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );

  it('[ST72] a source that gives too few bytes, or a place that cannot be read or written, is an error', async () => {
    const folder = temporaryFolder();
    await expect(instanceKey(folder, () => zeros(16))).rejects.toThrow('32 random bytes');
    await expect(instanceKey(join(folder, 'missing'), zeros)).rejects.toThrow(DataFolderError);
    await mkdir(join(folder, 'instance.key'));
    await expect(instanceKey(folder, zeros)).rejects.toThrow('cannot be read');
  });
});
