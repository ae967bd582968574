// Appends numbered updates to the log in a folder, compacts now and then, and says each number once it is durable.
// Goes on until it is killed.

import { openLmdbLog } from '../../../server/storage/embedded/lmdb-log.ts';
import { numbered, numberOf } from '../numbered.ts';
import type { BoardId } from '../../../shared/ids.ts';

const IN_FLIGHT = 25;
const COMPACT_EVERY = 60;

const [folder, board] = process.argv.slice(2) as [string, BoardId];
const log = await openLmdbLog(folder, (error) => console.error(error));
const { snapshot, updates } = await log.read(board);
let contained = snapshot === undefined ? 0 : numberOf(snapshot);
let durable = contained + updates.length;
let next = durable + 1;

async function appendOn(): Promise<never> {
  for (;;) {
    const number = next;
    next += 1;
    await log.append(board, [numbered(number)]);
    process.stdout.write(`${number}\n`);
    durable = number;
    if (number % COMPACT_EVERY === 0) await compact();
  }
}

async function compact(): Promise<void> {
  const through = durable - contained;
  contained = durable;
  await log.compact(board, numbered(contained), through);
}

await Promise.all(Array.from({ length: IN_FLIGHT }, appendOn));
