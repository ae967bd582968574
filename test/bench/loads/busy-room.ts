// One busy room: most watch, a few write, a few take the time until an edit is in their document.

import { setTimeout as wait } from 'node:timers/promises';
import type { TaskId } from '../../../shared/ids.ts';
import { FullClient, LightClient } from '../clients.ts';
import { edit, fill, watchEdits } from '../content.ts';
import { processorTime } from '../machine.ts';
import { percentile } from '../numbers.ts';
import type { Load } from './load.ts';

const WRITERS = 4;
const PROBES = 5;
const PER_SECOND = 20;
const WARM_UP = 2 * PER_SECOND;

/** Edits at an even pace, each writer on tasks of their own. */
async function write(writers: readonly FullClient[], tasks: readonly TaskId[], edits: number): Promise<void> {
  const begun = performance.now();
  for (let index = 0; index < edits; index++) {
    await wait(Math.max(0, begun + (index * 1_000) / PER_SECOND - performance.now()));
    const writer = writers[index % WRITERS];
    const task = tasks[index % tasks.length];
    if (writer && task) edit(writer.doc, task, Math.floor(index / WRITERS));
  }
}

/** Takes the time of edits at the probes. */
function watching(probes: readonly FullClient[]) {
  let seen: (delay: number) => void = () => {};
  for (const { doc } of probes) watchEdits(doc, (made) => seen(performance.now() - made));
  return {
    /** Resolves when every probe has had all the edits, with how long each took. */
    async during(edits: number, go: () => Promise<void>): Promise<number[]> {
      const delays: number[] = [];
      const all = new Promise<void>((resolve) => {
        seen = (delay) => {
          if (delays.push(delay) === edits * probes.length) resolve();
        };
      });
      await go();
      await all;
      return delays;
    },
  };
}

export const busyRoom = (people: number, seconds: number): Load => ({
  name: `W1 ${people}`,
  about: `${people} clients in one room of 500 tasks, ${PER_SECOND} edits a second for ${seconds} s`,
  async run(server) {
    const door = await server.openRoom();
    const tasks = await fill(door);
    const full = () => new FullClient(door).loaded();
    const probes = await Promise.all(Array.from({ length: PROBES }, full));
    const writers = await Promise.all(Array.from({ length: WRITERS }, full));
    const lights = Array.from({ length: people - PROBES - WRITERS }, () => new LightClient(door));
    await Promise.all(lights.map(({ synced }) => synced));
    const watch = watching(probes);
    await watch.during(WARM_UP, () => write(writers, tasks, WARM_UP));

    const edits = PER_SECOND * seconds;
    const before = await processorTime(server.pid);
    const delays = await watch.during(edits, () => write(writers, tasks, edits));
    const after = await processorTime(server.pid);
    for (const client of [...probes, ...writers, ...lights]) client.close();
    const time = before === undefined || after === undefined ? Number.NaN : after - before;
    return {
      'µs of server CPU per delivery': time / (edits * people),
      'ms p50 until applied elsewhere': percentile(delays, 0.5),
      'ms p99': percentile(delays, 0.99),
    };
  },
});
