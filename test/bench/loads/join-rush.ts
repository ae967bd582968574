// Everybody joins at once, as after a break or a restart.

import * as Y from 'yjs';
import { FullClient, LightClient } from '../clients.ts';
import { edit, fill } from '../content.ts';
import { processorTime } from '../machine.ts';
import { percentile } from '../numbers.ts';
import type { Load } from './load.ts';

/** Edits made before, so that the board is not one block as it was filled. */
const HISTORY = 1_000;

export const joinRush = (people: number): Load => ({
  name: `W4 ${people}`,
  about: `${people} clients join a board of 500 tasks at once`,
  async run(server) {
    const door = await server.openRoom();
    const tasks = await fill(door);
    const [writer, reader] = await Promise.all([new FullClient(door).loaded(), new FullClient(door).loaded()]);
    tasks
      .concat(tasks)
      .slice(0, HISTORY)
      .forEach((task, index) => edit(writer.doc, task, index));
    const by = writer.doc.clientID;
    await reader.sees('the reader has the history', (doc) => Y.getState(doc.store, by) === Y.getState(writer.doc.store, by));
    const before = await processorTime(server.pid);
    const begun = performance.now();
    const lights = Array.from({ length: people }, () => new LightClient(door));
    const moments = await Promise.all(lights.map(({ synced }) => synced));
    const after = await processorTime(server.pid);
    for (const client of [writer, reader, ...lights]) client.close();
    const took = moments.map((moment) => moment - begun);
    return {
      'ms until all have the board': Math.max(...took),
      'ms p50': percentile(took, 0.5),
      'ms of server CPU per join': before === undefined || after === undefined ? Number.NaN : (after - before) / 1_000 / people,
    };
  },
});
