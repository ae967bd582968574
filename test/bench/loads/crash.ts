// W7: the server is killed while people write. What another client had seen must be there when it is back.

import type { Written } from '../clients/editors.ts';
import { pause, type Stage } from '../stage.ts';
import type { Load } from './load.ts';

const PER_SECOND = 50;
const WRITERS = 3;
const KILLED_AFTER = [3_000, 7_000, 13_000];

/** How many of the edits that were seen by another are gone. */
async function crashAfter(stage: Stage, ms: number): Promise<{ seen: number; lost: number }> {
  const editors = stage.editors();
  const doors = await stage.room(WRITERS + 2);
  const last = doors.slice(-1);
  await editors.ask('fill', { rooms: [doors.slice(0, 2)] });
  await editors.ask('seat', { rooms: [doors.slice(0, WRITERS)] });
  await editors.ask('watch', { doors: doors.slice(WRITERS, WRITERS + 1) });
  await editors.ask('fillersLeave');
  await pause(Math.min(stage.adapter.storesIn, 4_000));
  await editors.ask('record');
  const writing = editors.ask('edit', { perSecond: PER_SECOND, ms: ms + 1_000 });
  await pause(ms);
  await stage.server.kill();
  const state = await editors.ask('state');
  await writing;
  const written = await editors.ask('written');
  await editors.ask('leave');
  await stage.start();
  let after = new Map<number, number>();
  // What loads late must not count as lost.
  for (const door of [...last, ...last]) after = await editors.ask('look', { door, quiet: 1_500 });
  const within = (clocks: ReadonlyMap<number, number>) => (edit: Written) => (clocks.get(edit.client) ?? 0) >= edit.clock;
  const seen = written.filter(within(state));
  return { seen: seen.length, lost: seen.length - seen.filter(within(after)).length };
}

export const crash: Load = {
  id: 'W7',
  name: 'W7',
  about: `${PER_SECOND} edits a second, then SIGKILL and a new start on the same folder`,
  servers: ['ours', 'hp3', 'yws-level', 'ysio-level'],
  columns: [
    { key: 'seen', title: 'edits seen by another' },
    { key: 'lost', title: 'of them lost' },
  ],
  async run(stage) {
    const total = { seen: 0, lost: 0 };
    for (const ms of stage.size.quick ? KILLED_AFTER.slice(0, 1) : KILLED_AFTER) {
      await stage.start();
      const { seen, lost } = await crashAfter(stage, ms);
      total.seen += seen;
      total.lost += lost;
      await stage.server.kill();
    }
    return total;
  },
};
