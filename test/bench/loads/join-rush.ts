// W4 and W4b: everybody comes at once, for the first time and back after a drop.

import type { Crew } from '../clients/crew.ts';
import type { Editors } from '../clients/editors.ts';
import { median, type Measured } from '../numbers.ts';
import { pause, type Stage } from '../stage.ts';
import type { Load } from './load.ts';

const PEOPLE = 200;
const WRITERS = 40;
/** Edits made before, so that the board is not one block as it was filled. */
const HISTORY = 1_000;
/** What is new to those who come back: one in a hundred. */
const NEWS = HISTORY / 100;
const ROUNDS = 3;

const COLUMNS = [
  { key: 'all', title: 'ms until all are synced' },
  { key: 'p50', title: 'p50 ms' },
  { key: 'cpu', title: 'server CPU, ms per client' },
];

type Round = { readonly have?: Uint8Array };

async function board(stage: Stage) {
  await stage.start();
  const editors = stage.editors();
  const doors = await stage.room(PEOPLE + 1);
  await editors.ask('fill', { rooms: [doors.slice(0, 2)] });
  await editors.ask('seat', { rooms: [doors.slice(0, WRITERS)] });
  await editors.ask('watch', { doors: doors.slice(PEOPLE) });
  await editors.ask('fillersLeave');
  await editors.ask('edit', { perSecond: WRITERS * 25, ms: (HISTORY * 1_000) / (WRITERS * 25), atMost: 30_000 });
  await editors.ask('settled');
  return { editors, doors: doors.slice(0, PEOPLE) };
}

/** @param prepare what happens before each round; gives what everybody then comes with. */
async function rush(stage: Stage, prepare: (editors: Crew<Editors>) => Promise<Round>): Promise<Measured> {
  const { editors, doors } = await board(stage);
  const crowd = stage.crowd();
  const rounds: { all: number; p50: number; cpu: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const given = await prepare(editors);
    await pause(300);
    const server = stage.meter();
    const { most, p50 } = await crowd.ask('come', { doors, atOnce: PEOPLE, ...given });
    rounds.push({ all: most, p50, cpu: server().micros / 1_000 / PEOPLE });
    await crowd.ask('leave');
    await pause(300);
  }
  const middle = (key: 'all' | 'p50' | 'cpu') => median(rounds.map((round) => round[key]));
  return { all: middle('all'), p50: middle('p50'), cpu: middle('cpu') };
}

export const joinRush: Load = {
  id: 'W4',
  name: 'W4',
  about: `${PEOPLE} clients join a board of 500 tasks and ${HISTORY} edits at once`,
  servers: ['ours', 'yws', 'hp4', 'hp3', 'ysio', 'relay'],
  columns: COLUMNS,
  run: (stage) => rush(stage, () => Promise.resolve({})),
};

export const returnRush: Load = {
  id: 'W4b',
  name: 'W4b',
  about: `the same ${PEOPLE} come back at once after a drop, with ${NEWS} edits new to them`,
  servers: ['ours', 'yws', 'hp4', 'hp3', 'ysio'],
  columns: COLUMNS,
  run: (stage) =>
    rush(stage, async (editors) => {
      const have = await editors.ask('stateVector');
      await editors.ask('edit', { perSecond: 100, ms: NEWS * 10, atMost: 10_000 });
      await editors.ask('settled');
      return { have };
    }),
};
