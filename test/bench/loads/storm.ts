// The storm: how long an edit of honest people takes while others attack the same room and others again never read, against
// the same room in peace; and the most memory the server takes.

import type { Stage } from '../stage.ts';
import { pause } from '../stage.ts';
import type { Crew } from '../clients/crew.ts';
import type { Editors } from '../clients/editors.ts';
import type { Delays } from '../numbers.ts';
import type { Load } from './load.ts';
import { fillRoom } from './room.ts';

const PEOPLE = 200;
const HOSTILE = 20;
const DEAF = 20;
const PER_SECOND = 20;
const LOOK_EVERY = 100;

async function edits(stage: Stage, editors: Crew<Editors>): Promise<Delays> {
  await editors.ask('record');
  await editors.ask('edit', { perSecond: PER_SECOND, ms: stage.size.ms * 3 });
  await editors.ask('settled');
  return editors.ask('result');
}

/** Watches how much memory the server takes at most, in MB. */
function watchMemory(stage: Stage): () => number {
  let most = 0;
  const look = () => (most = Math.max(most, stage.memory() / 1_024));
  const timer = setInterval(look, LOOK_EVERY);
  return () => {
    clearInterval(timer);
    look();
    return most;
  };
}

export const storm: Load = {
  id: 'storm',
  name: 'storm',
  about: `${PEOPLE} clients in one room of 500 tasks, ${PER_SECOND} edits a second: in peace, and while ${HOSTILE} of them attack and ${DEAF} never read`,
  servers: ['ours'],
  columns: [
    { key: 'calm', title: 'p99 ms in peace' },
    { key: 'p99', title: 'p99 ms in the storm' },
    { key: 'times', title: 'times as long' },
    { key: 'memory', title: 'most MB of memory' },
    { key: 'attacks', title: 'hostile messages a second' },
    { key: 'cuts', title: 'connections cut' },
    { key: 'here', title: 'honest watchers still there' },
  ],
  async run(stage) {
    await stage.start();
    const memory = watchMemory(stage);
    const doors = await stage.room(PEOPLE);
    const honest = doors.slice(HOSTILE + DEAF);
    const others = doors.slice(0, HOSTILE + DEAF);
    const { editors, crowd } = await fillRoom(stage, honest, { writers: 4, probes: 5 });
    const guests = stage.crowd();
    await guests.ask('come', { doors: others, atOnce: 20 });
    await editors.ask('edit', { perSecond: PER_SECOND, ms: 1_500 });
    const calm = await edits(stage, editors);
    await guests.ask('leave');
    const attackers = stage.storm();
    await attackers.ask('come', { hostile: others.slice(0, HOSTILE), deaf: others.slice(HOSTILE) });
    await pause(1_000);
    const before = await attackers.ask('counts');
    const begun = performance.now();
    const { p99 } = await edits(stage, editors);
    const seconds = (performance.now() - begun) / 1_000;
    const after = await attackers.ask('counts');
    const { here } = await crowd.ask('counts');
    const attacks = (after.attacks - before.attacks) / seconds;
    return { calm: calm.p99, p99, times: p99 / calm.p99, memory: memory(), attacks, cuts: after.cuts - before.cuts, here };
  },
};
