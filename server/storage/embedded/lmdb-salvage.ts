// What is done about a store of boards that is damaged: everything that can still be read moves into a new one, the
// damaged file is kept beside it, and what was found is said. A store nothing can be read of is left alone and refused.

import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isId, type BoardId } from '../../../shared/ids.ts';
import { disk, type Disk } from './disk.ts';
import { openEnvironment, type Environment } from './lmdb-folder.ts';
import { LmdbSpace } from './lmdb-space.ts';
import { LmdbPages, type Entry } from './lmdb-pages.ts';
import { END, EPOCH, SNAPSHOT, epochValue, momentKey, storedBoards, storedEpoch, unpackMomentNow } from './log-layout.ts';

/** @returns for the organizer, in plain words, what was found and done; undefined when the store is sound or new. */
export async function salvage(folder: string): Promise<string | undefined> {
  const file = join(folder, 'data.mdb');
  const survey = surveyOf(file);
  if (survey === undefined) return undefined;
  const fresh = join(dirname(folder), `${basename(folder)}.rebuilt`);
  await disk.remove(fresh);
  await copyRaw(fresh, survey.entries);
  const found = await mend(fresh, survey.complete);
  const kept = await exchange(folder, fresh);
  return [
    `The store of boards in ${folder} was damaged: ${survey.problems[0]}${survey.problems.length > 1 ? ` (and ${survey.problems.length - 1} more)` : ''}.`,
    ...found,
    `The damaged file was kept as ${kept}. Restore a backup if something is missing that you need.`,
  ].join(' ');
}

type Survey = { readonly problems: readonly string[]; readonly entries: readonly Entry[]; readonly complete: boolean };

function surveyOf(file: string): Survey | undefined {
  if (!existsSync(file)) return undefined;
  const pages = new LmdbPages(file);
  try {
    if (!pages.legible) return undefined;
    const problems = pages.problems();
    if (problems.length === 0) return undefined;
    const last = pages.read('last');
    if (last.problems.length === 0) return { problems, entries: last.entries, complete: true };
    return { problems, entries: union(last.entries, pages.read('before').entries), complete: false };
  } finally {
    pages.close();
  }
}

/** What the state before the last transaction has is better than nothing; entries of the last one win. */
function union(last: readonly Entry[], before: readonly Entry[]): Entry[] {
  const entries = new Map([...before, ...last].map((entry) => [entry.key.toString('latin1'), entry]));
  return [...entries.values()];
}

async function copyRaw(folder: string, entries: readonly Entry[]): Promise<void> {
  const environment = await openEnvironment(folder, { keyEncoding: 'binary' });
  try {
    const writes = entries.map(({ key, value }) => ({ key: [key.toString('latin1')], value }));
    await new LmdbSpace(environment, join(folder, 'data.mdb')).take(writes);
    environment.transactionSync(() => {
      for (const { key, value } of entries) environment.putSync(key as unknown as string[], value);
    });
  } finally {
    await environment.close();
  }
}

// -- what the entries must be for the log to read them ---------------------------------------------------------------

async function mend(folder: string, complete: boolean): Promise<string[]> {
  const environment = await openEnvironment(folder);
  try {
    return environment.transactionSync(() => {
      const boards = storedBoards(environment);
      if (complete) return [`All ${boards.length} boards could be read completely.`];
      // Replicas may hold more than the store now: it is an older state.
      environment.putSync(EPOCH, epochValue(storedEpoch(environment) + 1));
      const losses = [...new Set([...boards, ...boardsWithMoments(environment)])].sort().flatMap((board) => mendBoard(environment, board));
      return [`${boards.length} boards were read as far as they are there; the last changes to a board may be missing.`, ...losses];
    });
  } finally {
    await environment.close();
  }
}

function boardsWithMoments(environment: Environment): BoardId[] {
  const keys = environment.getKeys({ start: ['moment'], end: ['moment', '~'] });
  return [...keys].map((key) => key[1]).filter((board): board is BoardId => typeof board === 'string' && isId('board', board));
}

/** Updates behind a gap build on what is missing: they stay in the damaged file only. */
function mendBoard(environment: Environment, board: BoardId): string[] {
  const sequences = [...environment.getKeys({ start: [board, SNAPSHOT], end: [board, END] })].map((key) => key[1] as number);
  const updates = sequences.filter((sequence) => sequence !== SNAPSHOT);
  const [first] = updates;
  if (!sequences.includes(SNAPSHOT) && first !== 1) return [backToMoment(environment, board, updates)];
  const gap = updates.findIndex((sequence, index) => sequence !== (first as number) + index);
  if (gap < 0) return [];
  const behind = updates.slice(gap);
  for (const sequence of behind) environment.removeSync([board, sequence]);
  return [`Board ${board} lost a change in its midst; it stands as it was before, and ${behind.length} later ones were left out.`];
}

function backToMoment(environment: Environment, board: BoardId, updates: readonly number[]): string {
  for (const sequence of updates) environment.removeSync([board, sequence]);
  const [latest] = environment.getKeys({ start: momentKey(board, END), end: momentKey(board, 0), reverse: true, limit: 1 });
  const value = latest && environment.get(latest);
  if (latest === undefined || value === undefined) return `Board ${board} could not be read.`;
  environment.putSync([board, SNAPSHOT], unpackMomentNow(value));
  return `Board ${board} is as it was at ${new Date(latest[2] as number).toISOString()}.`;
}

// -- the exchange -----------------------------------------------------------------------------------------------------

/**
 * A crash leaves the damaged file or the new one in its place, never none.
 * @returns where the damaged one is now.
 */
export async function exchange(folder: string, fresh: string, on: Disk = disk): Promise<string> {
  const file = join(folder, 'data.mdb');
  const kept = join(folder, await freeName(folder, on));
  await on.link(file, kept);
  await on.syncFolder(folder);
  await on.rename(join(fresh, 'data.mdb'), file);
  await on.syncFolder(folder);
  await on.syncFolder(fresh);
  await on.remove(join(folder, 'lock.mdb'));
  await on.remove(fresh);
  return kept;
}

async function freeName(folder: string, on: Disk): Promise<string> {
  const names = await on.names(folder);
  let number = 1;
  while (names.includes(`damaged-${number}.mdb`)) number += 1;
  return `damaged-${number}.mdb`;
}
