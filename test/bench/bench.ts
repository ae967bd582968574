// The command: runs each load several times, each time against a fresh server process, and prints medians.
//   npm run bench                        everything, three times
//   npm run bench -- --only W8 --runs 1  one load, once

import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { board } from './adapters/board.ts';
import type { Adapter } from './adapters/adapter.ts';
import { busyRoom } from './loads/busy-room.ts';
import { joinRush } from './loads/join-rush.ts';
import type { Load } from './loads/load.ts';
import { seatRush } from './loads/seat-rush.ts';
import { environment, pinApart } from './machine.ts';
import { medians, type Measured } from './numbers.ts';

const ADAPTERS: readonly Adapter[] = [board];
const OPTIONS = {
  only: { type: 'string', default: '' },
  runs: { type: 'string', default: '3' },
  seconds: { type: 'string', default: '6' },
} as const;

function brief(value: number): string {
  if (Number.isNaN(value)) return 'not measured';
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toPrecision(3);
}

async function runOnce(adapter: Adapter, load: Load, pinning: readonly string[]): Promise<Measured | undefined> {
  const server = await adapter.start(pinning);
  try {
    return await load.run(server);
  } finally {
    await server.stop();
  }
}

async function measure(adapter: Adapter, load: Load, runs: number, pinning: readonly string[]): Promise<string> {
  const measured: Measured[] = [];
  for (let run = 0; run < runs; run++) {
    const result = await runOnce(adapter, load, pinning);
    if (!result) return 'has no such thing';
    measured.push(result);
  }
  return medians(measured)
    .map(({ what, median, least, most }) => `${brief(median)} (${brief(least)}–${brief(most)}) ${what}`)
    .join(', ');
}

function version(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown version';
  }
}

async function main(): Promise<void> {
  const { only, ...texts } = parseArgs({ options: OPTIONS }).values;
  const [runs, seconds] = [Number(texts.runs), Number(texts.seconds)];
  if (!(runs >= 1) || !(seconds >= 1)) throw new Error('--runs and --seconds are whole numbers of at least 1');
  const loads = [busyRoom(50, seconds), busyRoom(200, seconds), joinRush(200), seatRush(200)].filter(({ name }) => name.startsWith(only));
  const pinning = pinApart();
  // Every provider listens for the end of the process.
  process.setMaxListeners(0);
  process.stdout.write(`npm run bench ${process.argv.slice(2).join(' ')}\n${version()}; ${environment(pinning)}\n`);
  process.stdout.write(`median of ${runs} (least–most), a fresh server process each time\n`);
  for (const load of loads) {
    process.stdout.write(`\n${load.name}: ${load.about}\n`);
    for (const adapter of ADAPTERS) process.stdout.write(`  ${adapter.name.padEnd(16)} ${await measure(adapter, load, runs, pinning)}\n`);
  }
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
