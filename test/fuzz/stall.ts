// How long one message can keep the server from everything else: `npm run stall` gives each of the worst messages there are
// to a room with a brake and moments, as the server has them, and asks `monitorEventLoopDelay`. Judging, applying, storing in
// memory and the snapshot of a full log are in it; sockets are not. On a busy machine the loop waits for others too: the time
// this process computed stands beside it. `--only <words>` takes the messages whose names have them.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import * as Y from 'yjs';
import { systemClock } from '../../server/clock.ts';
import { LIVE_LIMITS } from '../../server/board/judge/scan.ts';
import { Orders } from '../../server/board/order.ts';
import { Room } from '../../server/board/room.ts';
import { memoryLog } from '../../server/storage/memory.ts';
import { isRefusal } from '../../shared/refusal.ts';
import { seededMint } from '../support/seed.ts';
import { WORST, type Worst } from './worst.ts';

/** What one message may take of the loop, in milliseconds. */
const MOST = { live: 50, caughtUp: 300 } as const;
/** The monitor looks this often, so an idle loop shows as much. */
const RESOLUTION = 1;
const CALM = 30;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', default: '' } } });
const rounds = Number(values.rounds);
const mint = seededMint(41);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

type Stall = { readonly ms: number; readonly computed: number; readonly kB: number; readonly answer: string };

async function stall({ prepare, limits }: Worst): Promise<Stall> {
  const { board, author, update } = prepare();
  const log = memoryLog();
  const report = (error: unknown, what: string) => console.error(what, error);
  const orders = new Orders({ log, clock: systemClock, report });
  const stored = { snapshot: Y.encodeStateAsUpdate(board.doc), updates: [], owners: board.owners, ballots: new Map(), epoch: 1 };
  const id = mint('board');
  await log.compact(id, stored.snapshot, 0);
  const room = new Room(id, stored, { log, clock: systemClock, mint, report, warden: orders.appoint }, true);
  await room.committed();
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  delay.enable();
  await pause(CALM);
  delay.reset();
  await pause(CALM);
  // On a turn of its own, as a message from a socket.
  let computed = 0;
  const answer = await new Promise<string>((resolve) => {
    setImmediate(() => {
      const before = process.cpuUsage();
      const taken = room.receive(update, author, limits);
      const { user, system } = process.cpuUsage(before);
      computed = (user + system) / 1_000;
      resolve(taken === undefined ? 'taken' : isRefusal(taken) ? taken.refused : taken);
    });
  });
  await room.committed();
  await pause(CALM);
  delay.disable();
  await room.close();
  return { ms: delay.max / 1e6 - RESOLUTION, computed, kB: update.byteLength / 1_024, answer };
}

let beyond = 0;
const chosen = WORST.filter(({ name }) => name.includes(values.only));
for (const worst of chosen) {
  const live = worst.limits === LIVE_LIMITS;
  const most = live ? MOST.live : MOST.caughtUp;
  const all: Stall[] = [];
  // The first time the code is cold; a server that has just started takes that long once.
  for (let round = 0; round <= rounds; round++) all.push(await stall(worst));
  const [cold, ...warm] = all as [Stall, ...Stall[]];
  const sorted = warm.map(({ ms }) => ms).sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] as number;
  if (middle > most) beyond++;
  const computed = Math.min(...warm.map((one) => one.computed));
  const times = `${middle.toFixed(1)} ms (${sorted[0]?.toFixed(1)}–${sorted.at(-1)?.toFixed(1)}, cold ${cold.ms.toFixed(1)}, computed ${computed.toFixed(1)})`;
  console.log(`${times} of ${most} ms: ${worst.name} (${cold.kB.toFixed(0)} kB, ${cold.answer})`);
}
console.log(
  beyond === 0 ? 'no message keeps the loop longer than it may' : `${beyond} of ${chosen.length} keep the loop longer than they may`,
);
process.exitCode = beyond === 0 ? 0 : 1;
