// `npm run backup -- <file>`: the data folder as one file, also while the server runs. It is read back before it counts.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable, pipeline } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { disk } from '../storage/embedded/disk.ts';
import { DataFolderError } from '../storage/embedded/data-folder.ts';
import { writeDurably } from '../storage/embedded/durable-file.ts';
import { readLmdbLog } from '../storage/embedded/lmdb-log.ts';
import { isPuttingBack } from '../storage/embedded/put-back.ts';
import type { UpdateLog } from '../storage/update-log.ts';
import { CAPS, CATALOGUE, KEY, boardName, membersOf, mustLoad, readManifest, type Manifest } from './archive.ts';
import { ArchiveError, readTar, writeTar, type Member } from './tar.ts';

/** The backup was not made or cannot be restored; the message is meant for the organizer. */
export class BackupError extends Error {
  override name = 'BackupError';
}

export type Made = { readonly file: string; readonly bytes: number; readonly events: number; readonly boards: number };

/** @param now in milliseconds; stands in the backup. */
export async function backup(folder: string, file: string, about: { program: string; now: number }): Promise<Made> {
  const target = resolve(file);
  const { key, catalogue } = await smallParts(folder);
  // After the catalogue: what it names is in the log, because a board is stored before it is named.
  const log = await readLmdbLog(join(folder, 'boards'));
  try {
    const manifest = await manifestOf(log, catalogue, about);
    const tar = writeTar(membersOf({ key, catalogue, log }, manifest), Math.floor(about.now / 1_000));
    await writeChecked(target, zipped(tar));
    const { size } = await stat(target);
    return { file: target, bytes: size, events: manifest.events, boards: manifest.boards.length };
  } finally {
    await log.close();
  }
}

function zipped(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // An error comes out at the other end, where it is read.
  return pipeline(Readable.from(content), createGzip(), () => undefined);
}

async function smallParts(folder: string): Promise<{ key: Uint8Array; catalogue: Uint8Array }> {
  if (await isPuttingBack(folder))
    throw new BackupError(`A restore into ${folder} was interrupted. Run it again, or start the server, and then make the backup.`);
  const [key, catalogue] = await Promise.all([disk.read(join(folder, KEY)), disk.read(join(folder, CATALOGUE))]);
  if (key === undefined || catalogue === undefined)
    throw new DataFolderError(`There is nothing to back up in ${folder}. Set HACKFEST_DATA to the folder the server uses.`);
  return { key, catalogue };
}

async function manifestOf(log: UpdateLog, catalogue: Uint8Array, { program, now }: { program: string; now: number }): Promise<Manifest> {
  const boards = await log.boards();
  const { events } = JSON.parse(Buffer.from(catalogue).toString()) as { events: readonly unknown[] };
  return {
    format: 'hackfest-board backup',
    version: 1,
    program,
    at: new Date(now).toISOString(),
    epoch: boards[0] === undefined ? 1 : (await log.read(boards[0])).epoch,
    events: events.length,
    boards,
  };
}

/** What stood there before is replaced only by a backup that was read back. */
async function writeChecked(file: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await writeDurably(file, content, disk, readBack);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    if (error instanceof ArchiveError) throw new BackupError(`The backup ${file} was written, but ${problem}. Try another disk.`);
    throw new BackupError(`The backup ${file} could not be written: ${problem}.`, { cause: error });
  }
}

async function readBack(file: string): Promise<void> {
  const boards = new Set<string>();
  let manifest: Manifest | undefined;
  for await (const member of members(file)) {
    manifest ??= readManifest(member);
    mustLoad(member.bytes, member.name);
    boards.add(member.name);
  }
  for (const board of manifest?.boards ?? []) if (!boards.has(boardName(board))) throw new ArchiveError(`board ${board} is missing in it`);
}

/** What an archive holds, in order. Whatever is wrong with the file is an ArchiveError. */
export async function* members(file: string): AsyncGenerator<Member> {
  const input = createReadStream(file);
  const unpacked = createGunzip();
  input.once('error', (error) => unpacked.destroy(error));
  try {
    yield* readTar(input.pipe(unpacked), CAPS);
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ArchiveError(
      code?.startsWith('Z_') === true ? 'it is damaged, or no backup of this program' : `it cannot be read (${message})`,
    );
  } finally {
    input.destroy();
  }
}
