// `npm run restore -- <file>`: makes the data folder what it was when the backup was made. Everything is unpacked and read
// back first; then old and new change places; the old is kept.

import { join, resolve } from 'node:path';
import { disk } from '../storage/embedded/disk.ts';
import { instanceKey, openDataFolder } from '../storage/embedded/data-folder.ts';
import { openLmdbLog, readLmdbLog, setEpoch } from '../storage/embedded/lmdb-log.ts';
import { openLowdbCatalogue } from '../storage/embedded/lowdb-catalogue.ts';
import { INCOMING, putBack } from '../storage/embedded/put-back.ts';
import type { BoardId } from '../../shared/ids.ts';
import type { UpdateLog } from '../storage/update-log.ts';
import {
  CATALOGUE,
  KEY,
  boardName,
  momentName,
  mustLoad,
  readManifest,
  readBallots,
  readName,
  readOwners,
  type Manifest,
} from './archive.ts';
import { BackupError, members } from './backup.ts';
import { ArchiveError, type Member } from './tar.ts';

export type Restored = { readonly manifest: Manifest; readonly aside: string };

export async function restore(folder: string, file: string): Promise<Restored> {
  const archive = resolve(file);
  const data = await openDataFolder(folder);
  try {
    const manifest = await prepare(archive, data.path);
    return { manifest, aside: await putBack(data.path) };
  } finally {
    await data.release();
  }
}

/** The data folder is as it was until this has succeeded. */
async function prepare(archive: string, folder: string): Promise<Manifest> {
  const incoming = join(folder, INCOMING);
  try {
    await disk.makeFolder(incoming);
    const manifest = await unpack(archive, incoming);
    await setEpoch(join(incoming, 'boards'), Math.max(manifest.epoch, await epochOf(join(folder, 'boards'))) + 1);
    await disk.syncFolder(join(incoming, 'boards'));
    await disk.syncFolder(incoming);
    return manifest;
  } catch (error) {
    await disk.remove(incoming).catch(() => undefined);
    const problem = error instanceof Error ? error.message : String(error);
    throw new BackupError(`The backup ${archive} was not restored: ${problem}. Nothing was changed.`, { cause: error });
  }
}

/** What is there now may be damaged: that is often why one restores. */
async function epochOf(folder: string): Promise<number> {
  if (!(await disk.exists(join(folder, 'data.mdb')))) return 0;
  try {
    const log = await readLmdbLog(folder);
    const [board] = await log.boards();
    const epoch = board === undefined ? 0 : (await log.read(board)).epoch;
    await log.close();
    return epoch;
  } catch {
    return 0;
  }
}

// -- unpacking --------------------------------------------------------------------------------------------------------

async function unpack(archive: string, incoming: string): Promise<Manifest> {
  const failures: unknown[] = [];
  const log = await openLmdbLog(join(incoming, 'boards'), (error) => failures.push(error));
  const names = new Set<string>();
  let manifest: Manifest | undefined;
  try {
    for await (const member of members(archive)) {
      if (names.has(member.name)) throw new ArchiveError(`it holds "${member.name}" twice`);
      names.add(member.name);
      if (manifest === undefined) manifest = readManifest(member);
      else await take(member, incoming, log, manifest);
    }
    if (manifest === undefined) throw new ArchiveError('it is empty');
    mustBeComplete(manifest, names);
    await mustReadBack(log, manifest, names);
  } finally {
    await log.close();
  }
  await checkSmallParts(incoming);
  return manifest;
}

async function take({ name, bytes }: Member, incoming: string, log: UpdateLog, manifest: Manifest): Promise<void> {
  const named = readName(name);
  if (named.part === 'key') return disk.writeAndSync(join(incoming, KEY), bytes);
  if (named.part === 'catalogue') return disk.writeAndSync(join(incoming, CATALOGUE), bytes);
  if (named.part === 'manifest') throw new ArchiveError(`it holds "${name}" twice`);
  if (!manifest.boards.includes(named.board)) throw new ArchiveError(`it holds "${name}", which its list of contents does not have`);
  if (named.part === 'owners') return log.append(named.board, [], readOwners(bytes));
  if (named.part === 'ballots') return log.append(named.board, [], undefined, readBallots(bytes));
  mustLoad(bytes, name);
  return named.part === 'board' ? log.compact(named.board, bytes, 0) : log.keepMoment(named.board, named.at, bytes);
}

function mustBeComplete({ boards }: Manifest, names: ReadonlySet<string>): void {
  for (const name of [KEY, CATALOGUE, ...boards.map(boardName)]) if (!names.has(name)) throw new ArchiveError(`"${name}" is missing in it`);
}

/** From the store it went into, not from the archive. */
async function mustReadBack(log: UpdateLog, { boards }: Manifest, names: ReadonlySet<string>): Promise<void> {
  for (const board of boards) {
    const { snapshot } = await log.read(board);
    if (snapshot === undefined) throw new Error(`board ${board} could not be read back`);
    mustLoad(snapshot, boardName(board));
    await mustReadMoments(log, board, names);
  }
}

async function mustReadMoments(log: UpdateLog, board: BoardId, names: ReadonlySet<string>): Promise<void> {
  for (const at of await log.moments(board)) {
    const name = momentName(board, at);
    const moment = await log.moment(board, at);
    if (moment === undefined || !names.has(name)) throw new Error(`${name} could not be read back`);
    mustLoad(moment, name);
  }
}

/** They are opened as the server opens them. */
async function checkSmallParts(incoming: string): Promise<void> {
  await instanceKey(incoming, () => new Uint8Array());
  await (await openLowdbCatalogue(join(incoming, CATALOGUE))).close();
}
