// The server is killed with SIGKILL while people work, again and again, at seeded moments, and started anew: what anybody
// was shown or told is still so.

import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addTask, editTask, taskText } from '../../shared/board/board.ts';
import type { TaskId } from '../../shared/ids.ts';
import type { Answer } from '../../shared/live/commands.ts';
import { seeded, seededMint } from '../support/seed.ts';
import { agreed, Peer } from '../support/peer.ts';
import { ServerProcess } from '../support/process.ts';

const SEED = 20170601;
const ROUNDS = 8;

describe('a server that is killed', () => {
  it('[DU60] loses nothing that anybody had seen or was told, and its clock goes on', async () => {
    const random = seeded(SEED);
    const mint = seededMint(SEED);
    const server = await ServerProcess.start();
    const organizer = await server.organizer();
    const event = await organizer.createEvent();
    const [ada, bo] = [
      await Peer.open(server.origin, await organizer.join(event, 'Ada')),
      await Peer.open(server.origin, await organizer.join(event, 'Bo')),
    ];
    const fay = await Peer.open(server.origin, await organizer.join(event.links.facilitator, 'Fay'));
    expect(await fay.command('start-sprint', { minutes: 60, goal: 'Ship' })).toMatchObject({ ok: true });
    await agreed([ada, bo, fay], (view) => view.sprint.goal === 'Ship', 'all see the sprint');
    const { sprint } = bo.view;
    const told: { task: TaskId; seat: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // Bo only watches: what Bo has was stored before it was told.
      const seen = 3 + Math.floor(random() * 25);
      const target = updatesOf(bo) + seen;
      const working = work(ada, mint, random, told, () => updatesOf(bo) < target);
      await bo.until(() => updatesOf(bo) >= target, `Bo has seen ${seen} updates in round ${round}`);
      await server.kill();
      await working;
      const witness = Y.encodeStateAsUpdate(bo.doc);
      await server.again();
      const fresh = await Peer.open(server.origin, await organizer.join(event, `Witness ${round}`));
      // Whatever Bo had is in the board that a newcomer gets: nothing of it is missing.
      expect(missing(fresh.doc, witness), `round ${round}`).toEqual([]);
      expect(fresh.view.sprint).toEqual(sprint);
      for (const { task, seat } of told) expect(fresh.view.claims.get(task)).toMatchObject([{ person: ada.place.person, seat }]);
      await agreed([ada, bo, fay, fresh], (view) => view.people.size >= 4 + round, `all agree again after round ${round}`);
      fresh.close();
    }
    expect(bo.view.tasks.length).toBeGreaterThan(ROUNDS);
    expect(told.length).toBeGreaterThan(0);
  }, 120_000);
});

const seenBy = new WeakMap<Peer, { count: number }>();

/** How many updates a peer has had. */
function updatesOf(peer: Peer): number {
  let seen = seenBy.get(peer);
  if (!seen) {
    const fresh = { count: 0 };
    seenBy.set(peer, (seen = fresh));
    peer.doc.on('update', () => fresh.count++);
  }
  return seen.count;
}

/** Edits and claims as long as `going`; keeps what the server answered. */
async function work(
  ada: Peer,
  mint: ReturnType<typeof seededMint>,
  random: () => number,
  told: { task: TaskId; seat: number }[],
  going: () => boolean,
): Promise<void> {
  const answers: Promise<void>[] = [];
  while (going() && ada.provider.wsconnected) {
    const id = mint('task');
    addTask(ada.doc, id, { title: `task ${id}`, notes: 'x'.repeat(Math.floor(random() * 300)) });
    const known = [...ada.doc.getMap('tasks').keys()] as TaskId[];
    const other = known[Math.floor(random() * known.length)] as TaskId;
    editTask(ada.doc, other, { size: Math.floor(random() * 240) });
    taskText(ada.doc, other, 'notes')?.insert(0, 'more ');
    if (random() < 0.4) {
      const claimed = ada.live
        .timeout(1_500)
        .emitWithAck('command', { name: 'claim', body: { task: other }, key: `kill-${id}` }) as Promise<Answer>;
      answers.push(
        claimed.then(
          (answer) => void (answer.ok && answer.seat !== undefined && told.push({ task: other, seat: answer.seat })),
          () => undefined,
        ),
      );
    }
    // A round trip, so that the work comes in pieces and the server is killed between any two of them.
    await ada.live
      .timeout(1_500)
      .emitWithAck('clock')
      .catch(() => undefined);
  }
  await Promise.all(answers);
}

/** Clients of whom the document has less than the update tells of. */
function missing(doc: Y.Doc, update: Uint8Array): number[] {
  const has = Y.decodeStateVector(Y.encodeStateVector(doc));
  const told = new Y.Doc();
  Y.applyUpdate(told, update);
  const wants = Y.decodeStateVector(Y.encodeStateVector(told));
  return [...wants].filter(([client, clock]) => (has.get(client) ?? 0) < clock).map(([client]) => client);
}
