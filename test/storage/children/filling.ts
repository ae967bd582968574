// Runs under a limit on the size of files and asks for more than fits, then for what fits: says what happened to each.

import { writeSync } from 'node:fs';
import { openLmdbLog } from '../../../server/storage/embedded/lmdb-log.ts';
import { openLowdbCatalogue } from '../../../server/storage/embedded/lowdb-catalogue.ts';
import { millis, type BoardId } from '../../../shared/ids.ts';
import { numbered } from '../numbered.ts';

const [folder, file, board] = process.argv.slice(2) as [string, string, BoardId];
const TOO_MUCH = 16_000_000;

async function say(what: string, call: Promise<unknown>): Promise<void> {
  const outcome = await call.then(
    () => 'done',
    () => 'rejected',
  );
  writeSync(1, `${what}: ${outcome}\n`);
}

process.on('unhandledRejection', () => writeSync(1, 'unhandled rejection\n'));

const log = await openLmdbLog(folder, () => writeSync(1, 'told of an error\n'));
await say('small', log.append(board, [numbered(1)]));
const large = log.append(board, [new Uint8Array(TOO_MUCH)]);
const sharing = log.append(board, [numbered(9)]);
await say('large', large);
await say('sharing its transaction', sharing);
await say('small again', log.append(board, [numbered(2)]));
await say('large compaction', log.compact(board, new Uint8Array(TOO_MUCH), 1));
await say('probe', log.probe());
await say('small at last', log.append(board, [numbered(3)]));
await say('close', log.close());

const catalogue = await openLowdbCatalogue(file);
const change = (number: number, length: number) =>
  catalogue.change((data) => {
    data.sessions.push({
      hash: 'x'.repeat(length),
      role: 'viewer',
      event: '',
      board: '',
      person: '',
      link: 'wall',
      generation: 1,
      createdAt: millis(number),
    });
  });
await say('small change', change(1, 10));
await say('large change', change(2, TOO_MUCH));
await say('small change again', change(3, 10));
await catalogue.close();
