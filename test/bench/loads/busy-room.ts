// W1: one busy room. Most watch, a few write, a few take the time until an edit is in their document.

import { pause } from '../stage.ts';
import type { Load } from './load.ts';
import { busyRoom } from './room.ts';

const PER_SECOND = 20;
const WRITERS = 4;
const PROBES = 5;

export const busyRoomOf = (people: number): Load => ({
  id: 'W1',
  name: `W1 ${people}`,
  about: `${people} clients in one room of 500 tasks, ${PER_SECOND} edits a second`,
  servers: ['ours', 'yws', 'hp4', 'hp3', 'ysio', 'relay'],
  columns: [
    { key: 'cpu', title: 'server CPU, µs per delivery' },
    { key: 'p50', title: 'p50 ms' },
    { key: 'p99', title: 'p99 ms' },
    { key: 'framesPerEdit', title: 'frames per edit and client' },
    { key: 'clientCores', title: 'client cores' },
  ],
  async run(stage) {
    await stage.start();
    const { editors, crowd } = await busyRoom(stage, { people, writers: WRITERS, probes: PROBES });
    await editors.ask('edit', { perSecond: PER_SECOND, ms: 1_500 });
    await pause(500);
    await editors.ask('record');
    const before = await crowd.ask('counts');
    const [server, first, second] = [stage.meter(), editors.meter(), crowd.meter()];
    const { edits } = await editors.ask('edit', { perSecond: PER_SECOND, ms: stage.size.ms });
    await pause(300);
    const used = server().micros;
    const clientCores = first().cores + second().cores;
    await editors.ask('settled');
    const after = await crowd.ask('counts');
    const { p50, p99 } = await editors.ask('result');
    const framesPerEdit = (after.frames - before.frames) / edits / after.here;
    return { cpu: used / (edits * people), p50, p99, framesPerEdit, clientCores };
  },
});
