// W3 and W3b: many small boards at once, at work and only looked at.

import type { Door } from '../adapters/adapter.ts';
import { pause, type Stage } from '../stage.ts';
import type { Load } from './load.ts';
import { visit, warmUp, type Room } from './room.ts';

const PEOPLE = 5;
const PER_SECOND = 2;
/** On so many boards somebody takes the time. */
const PROBED = 40;
const boardsOf = ({ size }: Stage): number => (size.quick ? 60 : 200);

export const manyBoards: Load = {
  id: 'W3',
  name: 'W3',
  about: `200 boards of 500 tasks with ${PEOPLE} clients each, ${PER_SECOND} edits a second on each`,
  servers: ['ours', 'yws', 'hp3', 'ysio', 'relay'],
  columns: [
    { key: 'cpu', title: 'server CPU, µs per edit' },
    { key: 'p50', title: 'p50 ms' },
    { key: 'memory', title: 'kB of memory per board' },
    { key: 'atWork', title: 'MB while at work' },
    { key: 'left', title: 'MB after all left' },
    { key: 'clientCores', title: 'client cores' },
  ],
  async run(stage) {
    const boards = boardsOf(stage);
    await stage.start();
    const [editors, crowd] = [stage.editors(), stage.crowd()];
    await warmUp(stage, { editors, crowd });
    const idle = stage.memory();
    const rooms = await stage.server.rooms(boards, PEOPLE);
    await editors.ask('fill', { rooms: rooms.map((doors) => doors.slice(0, 2)) });
    await editors.ask('seat', { rooms: rooms.map((doors) => doors.slice(0, 1)) });
    await editors.ask('watch', { doors: rooms.slice(0, PROBED).flatMap((doors) => doors.slice(1, 2)) });
    const others = rooms.flatMap((doors, index) => doors.slice(index < PROBED ? 2 : 1));
    await crowd.ask('come', { doors: others, atOnce: 50 });
    await editors.ask('fillersLeave');
    await pause(1_500);
    const open = stage.memory();
    await editors.ask('edit', { perSecond: PER_SECOND * boards, ms: 1_000 });
    await pause(300);
    await editors.ask('record');
    const [server, first, second] = [stage.meter(), editors.meter(), crowd.meter()];
    const { edits } = await editors.ask('edit', { perSecond: PER_SECOND * boards, ms: stage.size.ms });
    await pause(300);
    const used = server().micros;
    const clientCores = first().cores + second().cores;
    await editors.ask('settled');
    const { p50 } = await editors.ask('result');
    const atWork = stage.memory() / 1_024;
    await Promise.all([editors.ask('leave'), crowd.ask('leave')]);
    await pause(stage.adapter.letsGoIn);
    return { cpu: used / edits, p50, memory: (open - idle) / boards, atWork, left: stage.memory() / 1_024, clientCores };
  },
};

/** What a server has stored it can begin with; the others must have been told by somebody first. */
async function filledBoards(stage: Stage, boards: number): Promise<Room & { idle: number; rooms: Door[][] }> {
  const [editors, crowd] = [stage.editors(), stage.crowd()];
  const warm = await warmUp(stage, { editors, crowd });
  const idle = stage.memory();
  const rooms = await stage.server.rooms(boards, PEOPLE);
  await editors.ask('fill', { rooms: rooms.map((doors) => doors.slice(0, 2)) });
  if (!stage.adapter.stores) return { idle, rooms, editors, crowd };
  await pause(stage.adapter.storesIn);
  await editors.ask('fillersLeave');
  await stage.server.stop();
  await stage.start();
  await visit(crowd, warm);
  return { idle: stage.memory(), rooms, editors, crowd };
}

export const watchedBoards: Load = {
  id: 'W3b',
  name: 'W3b',
  about: `200 boards of 500 tasks with ${PEOPLE} clients each who only watch; a server that stores is started anew before they come`,
  servers: ['ours', 'yws', 'hp4'],
  columns: [{ key: 'memory', title: 'kB of memory per board' }],
  async run(stage) {
    const boards = boardsOf(stage);
    await stage.start();
    const { idle, rooms, editors, crowd } = await filledBoards(stage, boards);
    await crowd.ask('come', { doors: rooms.flat(), atOnce: 50 });
    await editors.ask('fillersLeave');
    await pause(3_000);
    return { memory: (stage.memory() - idle) / boards };
  },
};
