// A disk that is full or broken, for real: a small file system of our own where the rights allow it, and a limit on the
// size of files that is put on a running server and taken away again. What was called durable stays, and nobody restarts.

import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDataFolder } from '../../server/storage/embedded/data-folder.ts';
import { openLmdbLog } from '../../server/storage/embedded/lmdb-log.ts';
import { memoryLog, withFaults } from '../../server/storage/memory.ts';
import type { UpdateLog } from '../../server/storage/update-log.ts';
import { addTask } from '../../shared/board/board.ts';
import { millis } from '../../shared/ids.ts';
import { Peer } from '../support/peer.ts';
import { ServerProcess } from '../support/process.ts';
import { seededMint } from '../support/seed.ts';
import { until } from '../support/until.ts';
import { numbered, numberOf } from './numbered.ts';
import { boardId, temporaryFolder } from './places.ts';

const BOARD = boardId(1);
/** In which boards are writable again when the cause is gone. */
const SOON = 10_000;
/** Tasks of 3 kB that nobody else has seen yet: with more, a client that cannot split its step 2 outgrows a frame (1 MB). */
const AHEAD = 50;

/** Whether the system did it. */
const did = (program: string, ...args: string[]): boolean => spawnSync(program, args).status === 0;

const canMount = (() => {
  const folder = '/tmp/hackfest-can-mount';
  mkdirSync(folder, { recursive: true });
  const mounted = did('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder);
  if (mounted) did('umount', folder);
  rmSync(folder, { recursive: true, force: true });
  return mounted;
})();
const hasPrlimit = did('prlimit', '--version');

/** A file system of so many megabytes, with a way to fill it up and to make room again. */
function smallDisk(megabytes: number) {
  const folder = temporaryFolder();
  expect(did('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder)).toBe(true);
  onTestFinished(() => void did('umount', '-l', folder));
  const filler = join(folder, 'filler');
  return { folder, fill: () => fillUp(filler), free: () => rmSync(filler) };
}

function fillUp(filler: string): void {
  const file = openSync(filler, 'a');
  for (let length = 1_048_576; length >= 1; length >>= 1) {
    try {
      for (;;) if (writeSync(file, Buffer.alloc(length)) < length) break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
  closeSync(file);
}

/** Appends numbered updates until one is refused; gives the last number that was not. */
async function appendUntilRefused(log: UpdateLog, from: number): Promise<{ last: number; error: Error }> {
  for (let number = from; ; number += 1) {
    try {
      await log.append(BOARD, [numbered(number)]);
    } catch (error) {
      return { last: number - 1, error: error as Error };
    }
  }
}

describe('a full or broken disk', () => {
  it.skipIf(!canMount)(
    '[ST100] refuses what does not fit, again and again, keeps what it had, and takes more as soon as there is room',
    async () => {
      const disk = smallDisk(8);
      const errors: unknown[] = [];
      const log = await openLmdbLog(join(disk.folder, 'boards'), (error) => errors.push(error));
      let last = 0;
      for (let round = 0; round < 5; round += 1) {
        disk.fill();
        const refused = await appendUntilRefused(log, last + 1);
        last = refused.last;
        expect(refused.error.message).toContain('could not be written');
        await expect(log.compact(BOARD, new Uint8Array(4_000_000), 0)).rejects.toThrow();
        await expect(log.keepMoment(BOARD, millis(1), Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))))).rejects.toThrow();
        expect((await log.read(BOARD)).updates.map(numberOf)).toHaveLength(last);
        disk.free();
        last += 1;
        await log.append(BOARD, [numbered(last)]);
        await log.probe();
      }
      await log.close();
      expect(errors.length).toBeGreaterThan(5);
      const again = await openLmdbLog(join(disk.folder, 'boards'), neverFails);
      const numbers = (await again.read(BOARD)).updates.map(numberOf);
      await again.close();
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
      expect(numbers).toHaveLength(last);
    },
  );

  it.skipIf(!canMount)('[ST101] on a full disk a new store is an ordinary error, and opens when there is room', async () => {
    const disk = smallDisk(4);
    disk.fill();
    const folder = join(disk.folder, 'boards');
    await expect(openLmdbLog(folder, neverFails)).rejects.toThrow(/cannot be opened/);
    disk.free();
    const log = await openLmdbLog(folder, neverFails);
    await log.append(BOARD, [numbered(1)]);
    await log.close();
  });

  it('[ST102] an input error in the midst of a call loses nothing that was called durable', async () => {
    const memory = memoryLog();
    let broken = false;
    const log = withFaults(memory, () => (broken ? Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }) : undefined));
    await log.append(BOARD, [numbered(1)]);
    await log.keepMoment(BOARD, millis(1), numbered(1));
    broken = true;
    for (const call of [log.append(BOARD, [numbered(2)]), log.read(BOARD), log.moments(BOARD), log.dropMoments(BOARD, [millis(1)])])
      await expect(call).rejects.toThrow('EIO');
    broken = false;
    await log.append(BOARD, [numbered(2)]);
    expect((await log.read(BOARD)).updates.map(numberOf)).toEqual([1, 2]);
    expect(await log.moments(BOARD)).toEqual([1]);
  });

  it.skipIf(!canMount)(
    '[ST103] a running server on a full disk sends its people away with 1013, and goes on by itself when there is room',
    async () => {
      const disk = smallDisk(24);
      await failsAndRecovers(disk.folder, 2, () => ({ fail: disk.fill, mend: disk.free }));
    },
    180_000,
  );

  it.skipIf(!hasPrlimit)(
    '[ST104] so does one that may write no further into any file',
    async () => {
      await failsAndRecovers(temporaryFolder(), 1, (pid) => {
        const limit = (bytes: string) => expect(did('prlimit', '--pid', String(pid), `--fsize=${bytes}:`)).toBe(true);
        return { fail: () => limit('4096'), mend: () => limit('unlimited') };
      });
    },
    180_000,
  );
});

type Cause = { fail(): void; mend(): void };

async function failsAndRecovers(folder: string, times: number, causeOf: (pid: number) => Cause): Promise<void> {
  const server = await ServerProcess.start({}, folder);
  const organizer = await server.organizer();
  const event = await organizer.createEvent();
  const ada = await Peer.open(server.origin, await organizer.join(event, 'Ada'));
  const bo = await Peer.open(server.origin, await organizer.join(event, 'Bo'));
  const mint = seededMint(103);
  const add = (): void => addTask(ada.doc, mint('task'), { title: 'x', notes: 'n'.repeat(3_000) });
  add();
  await bo.until(() => bo.view.tasks.length === 1, 'Bo sees the first task');
  const cause = causeOf(await holderOf(folder));
  for (let round = 0; round < times; round += 1) {
    cause.fail();
    const before = bo.endings.filter((code) => code === 1013).length;
    while (bo.endings.filter((code) => code === 1013).length === before) {
      if (ada.view.tasks.length - bo.view.tasks.length < AHEAD) add();
      await ada.live
        .timeout(2_000)
        .emitWithAck('clock')
        .catch(() => undefined);
    }
    const seen = bo.view.tasks.length;
    cause.mend();
    const mended = performance.now();
    add();
    const all = ada.view.tasks.length;
    await until(() => bo.view.tasks.length === all, `Bo sees all ${all} tasks (has ${bo.view.tasks.length})`, [bo.changes], 30_000);
    expect(performance.now() - mended).toBeLessThan(SOON);
    expect(bo.view.tasks.length).toBeGreaterThan(seen);
    await until(() => ada.live.connected, 'Ada can give commands', [ada.changes], 10_000);
    expect(await ada.command('claim', { task: ada.view.tasks[0]?.id ?? mint('task') })).toMatchObject({ ok: true });
  }
  const all = bo.view.tasks.length;
  for (const peer of [ada, bo]) peer.close();
  await server.kill();
  await server.again();
  const fresh = await Peer.open(server.origin, bo.place);
  expect(fresh.view.tasks).toHaveLength(all);
}

/** The process that uses a data folder, as it tells the next one. */
async function holderOf(folder: string): Promise<number> {
  const refusal = await openDataFolder(folder).then(String, String);
  return Number(/in use by process (\d+)/.exec(refusal)?.[1]);
}

function neverFails(error: unknown): never {
  throw error;
}
