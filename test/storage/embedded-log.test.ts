// The LMDB log: the contract, and what only a store on disk can get wrong: restarts, kills, a full disk, foreign files.

import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLmdbLog } from '../../server/storage/embedded/lmdb-log.ts';
import { openLowdbCatalogue } from '../../server/storage/embedded/lowdb-catalogue.ts';
import type { UpdateLog } from '../../server/storage/update-log.ts';
import { millis, type PersonId } from '../../shared/ids.ts';
import { updateLogContract } from './contract.ts';
import { numbered, numberOf } from './numbered.ts';
import { boardId, seeded, temporaryFolder } from './places.ts';
import { killAfter, startScript } from './processes.ts';

const BOARD = boardId(1);

function neverFails(error: unknown): never {
  throw error;
}
const open = async (folder: string): Promise<UpdateLog> => {
  const log = await openLmdbLog(folder, neverFails);
  onTestFinished(() => log.close());
  return log;
};

updateLogContract('LMDB', () => openLmdbLog(temporaryFolder(), neverFails));

describe('the log on disk', () => {
  it('[ST40] after a restart everything is there and new updates follow the old ones', async () => {
    const folder = temporaryFolder();
    const before = await open(folder);
    const owners = new Map([[4_294_967_295, 'p100000000000000' as PersonId]]);
    await before.append(BOARD, [numbered(1), numbered(2), numbered(3)], owners);
    await before.compact(BOARD, numbered(2), 2);
    await before.keepMoment(BOARD, millis(60_000), numbered(3));
    await before.close();
    const after = await open(folder);
    expect(await after.pending(BOARD)).toBe(1);
    await after.append(BOARD, [numbered(4)]);
    await after.compact(BOARD, numbered(3), 1);
    expect(await after.read(BOARD)).toEqual({ ballots: new Map(), snapshot: numbered(3), updates: [numbered(4)], owners, epoch: 1 });
    expect(await after.moments(BOARD)).toEqual([60_000]);
    expect(await after.moment(BOARD, millis(60_000))).toEqual(numbered(3));
    expect(await after.boards()).toEqual([BOARD]);
  });

  it('[ST41] killed at any moment, again and again: every update it called durable is there, whole and in order', async () => {
    const folder = temporaryFolder();
    const random = seeded(41);
    for (let round = 0; round < 5; round += 1) {
      const started = startScript('appending.ts', [folder, BOARD]);
      const said = (await killAfter(started, 1 + Math.floor(random() * 400))).map(Number);
      const stored = await readNumbers(folder);
      expect(stored.updates).toEqual(stored.updates.map((_, index) => stored.contained + 1 + index));
      expect(stored.contained + stored.updates.length).toBeGreaterThanOrEqual(Math.max(...said));
    }
  }, 120_000);

  it('[ST42] a write that does not fit is rejected whole, the process lives on, and what fits is stored', async () => {
    const folder = join(temporaryFolder(), 'log');
    const file = join(temporaryFolder(), 'catalogue.json');
    const started = startScript('filling.ts', [folder, file, BOARD], 'ulimit -f 16384');
    const said: string[] = [];
    for await (const line of started.lines) said.push(line);
    expect(await started.ended).toMatch(/^0: /);
    expect(said).toEqual([
      'small: done',
      'told of an error',
      'large: rejected',
      'sharing its transaction: rejected',
      'small again: done',
      'told of an error',
      'large compaction: rejected',
      'probe: done',
      'small at last: done',
      'close: done',
      'small change: done',
      'large change: rejected',
      'small change again: done',
    ]);
    expect(await readNumbers(folder)).toEqual({ contained: 0, updates: [1, 2, 3] });
    const catalogue = await openLowdbCatalogue(file);
    expect(catalogue.data.sessions.map(({ createdAt }) => createdAt)).toEqual([1, 3]);
  }, 30_000);

  it('[ST43] a folder that holds something else, or cannot be, is an error that names it', async () => {
    const foreign = temporaryFolder();
    await writeFile(join(foreign, 'data.mdb'), 'this is a shopping list, long enough to be looked at. '.repeat(400));
    await expect(openLmdbLog(foreign, neverFails)).rejects.toThrow(`${foreign} cannot be opened`);
    await writeFile(join(foreign, 'data.mdb'), 'short');
    await expect(openLmdbLog(foreign, neverFails)).rejects.toThrow('damaged or was not made by this program');
    const file = join(temporaryFolder(), 'a-file');
    await writeFile(file, '');
    await expect(openLmdbLog(join(file, 'log'), neverFails)).rejects.toThrow(file);
  });

  it('[ST44] a folder with a dot in its name is a folder, and its files are for the owner only', async () => {
    const folder = join(temporaryFolder(), 'log.v1');
    await mkdir(folder);
    await open(folder);
    expect((await readdir(folder)).sort()).toEqual(['data.mdb', 'lock.mdb']);
    for (const name of ['data.mdb', 'lock.mdb']) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });
});

async function readNumbers(folder: string): Promise<{ contained: number; updates: number[] }> {
  const log = await openLmdbLog(folder, neverFails);
  const { snapshot, updates } = await log.read(BOARD);
  await log.close();
  return { contained: snapshot === undefined ? 0 : numberOf(snapshot), updates: updates.map(numberOf) };
}
