// A server's part that exports, as a process of its own on real storage, to be killed: it begins an export or goes on with it. Its clock
// runs faster than the world's, as the tracker's does.

import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { customAlphabet } from 'nanoid';
import { systemClock } from '../../../server/clock.ts';
import { Exports } from '../../../server/exports/exports.ts';
import { outgoing } from '../../../server/outgoing.ts';
import { Rooms } from '../../../server/board/rooms.ts';
import { openLmdbLog } from '../../../server/storage/embedded/lmdb-log.ts';
import { openLowdbCatalogue } from '../../../server/storage/embedded/lowdb-catalogue.ts';
import { addTask } from '../../../shared/board/board.ts';
import { isUnderWay, readExports } from '../../../shared/board/exports.ts';
import { viewBoard } from '../../../shared/board/view.ts';
import { ID_ALPHABET, ID_BODY_LENGTH, minting, type Millis } from '../../../shared/ids.ts';
import { isRefusal } from '../../../shared/refusal.ts';
import { BOARD, EVENT, ORIGIN, TARGET } from '../../support/trackers/event.ts';
import { fasterClock } from '../../support/clock.ts';

const [folder = '', base = '', token = '', count = '0'] = process.argv.slice(2);
const fail = (error: unknown): never => {
  process.stderr.write(`${error instanceof Error ? error.stack : JSON.stringify(error)}\n`);
  process.exit(1);
};
const mint = minting(customAlphabet(ID_ALPHABET, ID_BODY_LENGTH));
const clock = fasterClock();
const log = await openLmdbLog(join(folder, 'boards'), fail, fail);
const catalogue = await openLowdbCatalogue(join(folder, 'catalogue.json'));
const rooms = new Rooms({ log, clock: systemClock, mint, report: fail });
const target = { ...TARGET, base };
const room = await rooms.open(BOARD);
rooms.use(room);
if (viewBoard(room.doc).tasks.length === 0) {
  room.edit(() => {
    for (let index = 0; index < Number(count); index++)
      addTask(room.doc, mint('task'), { title: `Task ${index}`, order: `a0${(index + 100).toString(36)}1` });
  });
  await room.committed();
}
const exports = new Exports({
  clock,
  mint,
  randomBytes,
  catalogue,
  instanceKey: 'a key of the tests',
  fetch: outgoing([new URL(base).host]),
  rooms,
  report: fail,
  event: () => EVENT,
});
await exports.wake();
if (readExports(room.doc).exports.length === 0) {
  const tasks = viewBoard(room.doc).tasks.map(({ id }) => id);
  const preview = await exports.preview(BOARD, { target, token }, { tasks, origin: ORIGIN });
  if (isRefusal(preview)) throw fail(preview);
  const hashes = Object.fromEntries(preview.lines.map(({ task, hash }) => [task, hash]));
  const begun = await exports.start(BOARD, { target, token }, { tasks, origin: ORIGIN, hashes, keepToken: true, by: '' });
  if (isRefusal(begun)) fail(begun);
}
process.stdout.write('under way\n');
const look = (): void => {
  const last = readExports(room.doc).exports.at(-1);
  // Killed between the ledger's first word and the token's being kept, it needs the token once more.
  if (last?.state === 'no-token') void exports.steer(BOARD, last.id, 'resume', token);
  if (last && !isUnderWay(last.state)) {
    process.stdout.write(`${last.state}\n`);
    process.exit(0);
  }
  clock.alarm((clock.now() + 2_000) as Millis, look);
};
look();
// Alarms alone keep no process alive.
setInterval(() => undefined, 1_000);
