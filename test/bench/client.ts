// The command: what the pages cost a browser, as a table. First sight on a slow phone, then a busy board on a laptop and a phone.
//   npm run bench:client                three runs, middle values
//   npm run bench:client -- --runs 1

import type { Browser } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { format } from 'prettier';
import { firstLoadOf } from '../../.setup/first-load.mjs';
import { board } from './adapters/board.ts';
import type { Door } from './adapters/adapter.ts';
import { busyPage } from './client/busy-page.ts';
import { firstSight } from './client/first-sight.ts';
import { LAPTOP, launch, PHONE } from './client/page.ts';
import { environment } from './machine.ts';
import { median } from './numbers.ts';
import { Stage } from './stage.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PEOPLE = 200;
const EDITS_PER_SECOND = 20;
/** Long enough for what the page does meanwhile; they stop when it is done. */
const EDIT_FOR = 120_000;
/** A browser wants all cores it can get. */
const UNPINNED = { server: [], first: [], clients: [] };

type Row = { readonly what: string; readonly unit: string; readonly target?: number; readonly values: number[] };

const { values } = parseArgs({ options: { runs: { type: 'string', default: '3' } } });
const rows = new Map<string, Row>();

function note(what: string, value: number, unit: string, target?: number): void {
  const row = rows.get(what) ?? { what, unit, values: [], ...(target === undefined ? {} : { target }) };
  row.values.push(value);
  rows.set(what, row);
}

/** A board of 500 tasks, everybody on it, and doors for those who look. */
async function busyBoard(stage: Stage): Promise<{ readonly doors: Door[]; edit(): void }> {
  const editors = stage.editors();
  const doors = await stage.room(PEOPLE + 3);
  await editors.ask('fill', { rooms: [doors.slice(0, 2)] });
  await editors.ask('seat', { rooms: [doors.slice(3)] });
  await editors.ask('fillersLeave');
  // The process is ended with the stage, in the middle of it.
  const edit = () => void editors.ask('edit', { perSecond: EDITS_PER_SECOND, ms: EDIT_FOR }).catch(() => undefined);
  return { doors: doors.slice(0, 3), edit };
}

async function run(browser: Browser): Promise<void> {
  const stage = new Stage(board(ROOT), { quick: false, ms: EDIT_FOR }, UNPINNED);
  try {
    await stage.start();
    const { doors, edit } = await busyBoard(stage);
    const [first, second, third] = doors as [Door, Door, Door];
    const sight = await firstSight(browser, first);
    process.stderr.write(`${JSON.stringify(sight)}\n`);
    note('slow phone, 500 tasks: first card readable', sight.readable, 'ms', 2_500);
    note('slow phone, 500 tasks: a seat can be taken', sight.usable, 'ms', 3_500);
    note('slow phone: scripts on the wire until then', sight.scripts, 'kB');
    edit();
    for (const [name, door, device, target] of [
      ['laptop', second, LAPTOP, 100],
      ['phone', third, PHONE, undefined],
    ] as const) {
      const busy = await busyPage(browser, door, device);
      process.stderr.write(`${name} ${JSON.stringify(busy)}\n`);
      note(`${name}, ${PEOPLE} people editing: act to paint, middle`, busy.p50, 'ms');
      note(`${name}, ${PEOPLE} people editing: act to paint, 98 of 100`, busy.p98, 'ms', target);
      note(`${name}, ${PEOPLE} people editing: act to paint, longest`, busy.most, 'ms');
      note(`${name}: memory of scripts, at first`, busy.memoryAtFirst, 'MB');
      note(`${name}: memory of scripts, at the end`, busy.memoryAtLast, 'MB');
    }
  } finally {
    await stage.end();
  }
}

const shown = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

const firstLoad = firstLoadOf('pages/Board.svelte', 'pages/board/PhoneBoard.svelte').reduce(
  (sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length,
  0,
);
note('first load of the board page, scripts, gzip', firstLoad / 1_000, 'kB', 110);
const browser = await launch();
try {
  for (let left = Number(values.runs); left > 0; left--) {
    process.stderr.write(`${left} to go\n`);
    await run(browser);
  }
} finally {
  await browser.close();
}
const lines = [...rows.values()].map(({ what, unit, target, values: all }) => {
  const middle = median(all);
  const verdict = target === undefined ? '' : middle <= target ? `yes: ≤ ${target}` : `no: ≤ ${target}`;
  return `| ${what} | ${shown(middle)} ${unit} | ${all.map(shown).join(', ')} | ${verdict} |`;
});
const table = [environment(UNPINNED), '', '| What | Middle | Runs | Target |', '| --- | ---: | --- | --- |', ...lines].join('\n');
process.stdout.write(await format(table, { parser: 'markdown', printWidth: 140 }));
