// W5: the first to open a board with a long history after a restart.

import { median } from '../numbers.ts';
import { pause } from '../stage.ts';
import type { Load } from './load.ts';

/** Each edit goes to all of them, so more would only make the making longer. */
const WRITERS = 50;
/** Within a person's allowance. */
const EACH_PER_SECOND = 25;
const OPENS = 3;

export const coldOpen: Load = {
  id: 'W5',
  name: 'W5',
  about: 'the first client opens a board of 500 tasks and 50,000 updates after a restart',
  servers: ['ours', 'hp3', 'yws-level', 'ysio-level'],
  columns: [
    { key: 'complete', title: 'ms until complete' },
    { key: 'answered', title: 'ms until the first answer' },
    { key: 'again', title: 'ms for the next client' },
    { key: 'cpu', title: 'server CPU, ms' },
    { key: 'built', title: 'updates/s when it was made' },
  ],
  async run(stage) {
    const history = stage.size.quick ? 10_000 : 50_000;
    await stage.start();
    const editors = stage.editors();
    const doors = await stage.room(WRITERS + 1);
    await editors.ask('fill', { rooms: [doors.slice(0, 2)] });
    await editors.ask('seat', { rooms: [doors.slice(0, WRITERS)] });
    await editors.ask('watch', { doors: doors.slice(WRITERS) });
    await editors.ask('fillersLeave');
    const { took, clocks } = await editors.ask('push', { edits: history, perSecond: WRITERS * EACH_PER_SECOND, ahead: 400 });
    await pause(stage.adapter.storesIn);
    await editors.ask('leave');
    await pause(stage.adapter.storesIn);
    await stage.server.stop();
    const made = stage.folder;
    const [door] = doors;
    const opens: { complete: number; answered: number; again: number; cpu: number }[] = [];
    for (let open = 0; door && open < OPENS; open++) {
      stage.useCopyOf(made);
      await stage.start();
      await editors.ask('warm');
      const server = stage.meter();
      const { complete, answered } = await editors.ask('open', { door, clocks });
      const cpu = server().micros / 1_000;
      const { complete: again } = await editors.ask('open', { door, clocks });
      opens.push({ complete, answered, again, cpu });
      await stage.server.kill();
    }
    const middle = (key: 'complete' | 'answered' | 'again' | 'cpu') => median(opens.map((open) => open[key]));
    return {
      complete: middle('complete'),
      answered: middle('answered'),
      again: middle('again'),
      cpu: middle('cpu'),
      built: (history * 1_000) / took,
    };
  },
};
