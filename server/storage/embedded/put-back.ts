// Exchanges what a data folder holds for what was unpacked beside it, so that a crash at any point leaves all of the old
// or all of the new. Where the new comes from is not known here.

import { join } from 'node:path';
import { disk, type Disk } from './disk.ts';
import { writeDurably } from './durable-file.ts';

/** What belongs together. */
export const PARTS = ['instance.key', 'catalogue.json', 'boards'] as const;
/** The new parts are made in here, in a folder of the data folder, because moving within a disk is atomic. */
export const INCOMING = 'incoming';
/** Its presence decides: without it the old parts count, with it the new ones. It says where the old ones go. */
const DECISION = 'restoring.json';
const ASIDE = /^before-restore-\d{1,9}$/;

/**
 * Call it when all parts lie durably in `incoming`, with the data folder locked.
 * @returns the folder that holds the old parts now.
 */
export async function putBack(folder: string, on: Disk = disk): Promise<string> {
  const aside = await freeName(folder, on);
  await on.makeFolder(join(folder, aside));
  await on.syncFolder(folder);
  await writeDurably(join(folder, DECISION), JSON.stringify({ aside }), on);
  await finishPutBack(folder, on);
  return join(folder, aside);
}

/** Brings an exchange that was interrupted to its end, or clears away what was not decided. Call it before using the parts. */
export async function finishPutBack(folder: string, on: Disk = disk): Promise<void> {
  const decision = await on.read(join(folder, DECISION));
  if (decision !== undefined) await exchange(folder, asideOf(decision, folder), on);
  await on.remove(join(folder, INCOMING));
}

export const isPuttingBack = (folder: string, on: Disk = disk): Promise<boolean> => on.exists(join(folder, DECISION));

/** Each step can be taken again: a part that is still in `incoming` is not in its place yet. */
async function exchange(folder: string, aside: string, on: Disk): Promise<void> {
  const incoming = join(folder, INCOMING);
  for (const part of PARTS) {
    const old = join(folder, part);
    if ((await on.exists(join(incoming, part))) && (await on.exists(old))) await on.rename(old, join(aside, part));
  }
  await on.syncFolder(folder);
  await on.syncFolder(aside);
  for (const part of PARTS) {
    if (await on.exists(join(incoming, part))) await on.rename(join(incoming, part), join(folder, part));
  }
  await on.syncFolder(folder);
  if (await on.exists(incoming)) await on.syncFolder(incoming);
  await on.remove(join(folder, DECISION));
  await on.syncFolder(folder);
}

function asideOf(decision: Uint8Array, folder: string): string {
  const { aside } = JSON.parse(Buffer.from(decision).toString()) as { aside: string };
  if (!ASIDE.test(aside)) throw new Error(`${join(folder, DECISION)} is damaged`);
  return join(folder, aside);
}

async function freeName(folder: string, on: Disk): Promise<string> {
  const names = await on.names(folder);
  let number = 1;
  while (names.includes(`before-restore-${number}`)) number += 1;
  return `before-restore-${number}`;
}
