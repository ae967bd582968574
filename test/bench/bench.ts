// The command: runs each load against each server, side by side, several times, and prints medians and ratios as Markdown.
//   npm run bench                                                      everything, three times
//   npm run bench -- --only W4,W8 --runs 1 --servers ours,yws --quick  a part of it, small

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import type { Adapter } from './adapters/adapter.ts';
import { board } from './adapters/board.ts';
import { PEERS } from './adapters/peers.ts';
import { busyRoomOf } from './loads/busy-room.ts';
import { coldOpen } from './loads/cold-open.ts';
import { crash } from './loads/crash.ts';
import { joinRush, returnRush } from './loads/join-rush.ts';
import { judgeCost } from './loads/judge.ts';
import type { Load } from './loads/load.ts';
import { manyBoards, watchedBoards } from './loads/many-boards.ts';
import { presence } from './loads/presence.ts';
import { saturation } from './loads/saturation.ts';
import { seatRush } from './loads/seat-rush.ts';
import { storm } from './loads/storm.ts';
import { environment, pinApart, type Pinning } from './machine.ts';
import type { Measured } from './numbers.ts';
import { report } from './report.ts';
import { Stage, type Size } from './stage.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RESULTS = fileURLToPath(new URL('results/', import.meta.url));

const LOADS: readonly Load[] = [
  busyRoomOf(200),
  busyRoomOf(500),
  saturation,
  manyBoards,
  watchedBoards,
  joinRush,
  returnRush,
  coldOpen,
  presence,
  crash,
  seatRush,
  judgeCost,
  storm,
];

const OPTIONS = {
  only: { type: 'string', default: '' },
  servers: { type: 'string', default: '' },
  runs: { type: 'string', default: '3' },
  quick: { type: 'boolean', default: false },
  /** Another copy of the project, such as an older version, whose server is measured as ours. */
  project: { type: 'string', default: '' },
  out: { type: 'string', default: 'latest' },
} as const;

/** A comma list; none means all. */
const picks = (list: string) => {
  const chosen = list.split(',').filter((one) => one !== '');
  return (...names: string[]): boolean => chosen.length === 0 || names.some((name) => chosen.includes(name));
};

type Job = { readonly load: Load; readonly adapter: Adapter };
type Plan = { readonly jobs: readonly Job[]; readonly runs: number; readonly size: Size; readonly pinning: Pinning };

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function runOnce({ load, adapter }: Job, size: Size, pinning: Pinning): Promise<Measured> {
  const stage = new Stage(adapter, size, pinning);
  try {
    return await load.run(stage);
  } catch (error) {
    say(`${load.name} ${adapter.id} failed: ${error instanceof Error ? error.stack : String(error)}`);
    return {};
  } finally {
    await stage.end();
  }
}

function keep(results: Map<string, Map<string, Measured[]>>, { load, adapter }: Job, measured: Measured): void {
  const servers = results.get(load.name) ?? new Map<string, Measured[]>();
  results.set(load.name, servers.set(adapter.id, [...(servers.get(adapter.id) ?? []), measured]));
}

/** All servers take their turn at a load before the next one, and all loads before they are run again. */
async function runAll({ jobs, runs, size, pinning }: Plan) {
  const results = new Map<string, Map<string, Measured[]>>();
  for (let run = 0; run < runs; run++) {
    for (const job of jobs) {
      const begun = performance.now();
      const measured = await runOnce(job, size, pinning);
      keep(results, job, measured);
      const took = Math.round((performance.now() - begun) / 1_000);
      say(`${run + 1}/${runs} ${job.load.name} ${job.adapter.id} (${took} s) ${JSON.stringify(measured)}`);
    }
  }
  return results;
}

function version(project: string): string {
  try {
    return execFileSync('git', ['-C', project, 'describe', '--always', '--dirty'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown version';
  }
}

/** Ours is measured as it is started by its users: built from the sources there are. */
const build = (): void => void execFileSync(process.execPath, ['.setup/prepare.mjs'], { cwd: ROOT, stdio: ['ignore', 2, 2] });

async function main(): Promise<void> {
  const { only, servers, quick, project, out, ...texts } = parseArgs({ options: OPTIONS }).values;
  const runs = Number(texts.runs);
  if (!(runs >= 1)) throw new Error('--runs is a whole number of at least 1');
  if (!project) build();
  const ours = resolve(project || ROOT);
  const all = [board(ours), ...PEERS];
  const adapters = all.filter(({ installed }) => installed);
  for (const { name, installed } of all) if (!installed) say(`${name} is left out: see test/bench/README.md on how to install it`);
  const [chosenLoad, chosenServer] = [picks(only), picks(servers)];
  const loads = LOADS.filter(({ id, name }) => chosenLoad(id, name));
  const jobs = loads.flatMap((load) =>
    adapters.filter(({ id }) => load.servers.includes(id) && chosenServer(id)).map((adapter): Job => ({ load, adapter })),
  );
  const pinning = pinApart();
  const heading = [
    '# Bench',
    `\`npm run bench ${process.argv.slice(2).join(' ')}\`, ${version(ours)}, ${new Date().toISOString().slice(0, 10)}`,
    `${environment(pinning)}. Median of ${runs} (least–most), a fresh server process each time, ratios within a run.${quick ? ' Smaller than described (`--quick`): these figures show that it works, no more.' : ''}`,
  ].join('\n\n');
  const results = await runAll({ jobs, runs, size: { quick, ms: quick ? 3_000 : 6_000 }, pinning });
  const names = new Map(adapters.map(({ id, name }) => [id, name]));
  const text = await format(report(loads, results, names, heading), { parser: 'markdown' });
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(`${RESULTS}${out}.md`, text);
  process.stdout.write(text);
}

// The servers under load end with this process, and it must come to its end for that.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

main().then(
  () => process.exit(),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
