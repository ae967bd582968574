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
import type { Joined } from '../support/server.ts';

const SEED = 20170601;
/** More with `KILLS=200 npx vitest run --project sim test/sim/kill.test.ts`. */
const KILLS = Number(process.env['KILLS'] ?? 4);
const PER_KILL = 15_000;
/** From here on what is there is edited, so that the last rounds are as quick as the first. */
const MOST_TASKS = 150;

describe('a server that is killed', () => {
  it(
    '[DU60] loses nothing that anybody had seen or was told, and its clock goes on',
    async () => {
      const random = seeded(SEED);
      const mint = seededMint(SEED);
      const server = await ServerProcess.start();
      const organizer = await server.organizer();
      const event = await organizer.createEvent();
      const places = await Promise.all(['Ada', 'Bo', 'Witness'].map((name) => organizer.join(event, name)));
      const [ada, bo] = [await Peer.open(server.origin, places[0] as Joined), await Peer.open(server.origin, places[1] as Joined)];
      const fay = await Peer.open(server.origin, await organizer.join(event.links.facilitator, 'Fay'));
      expect(await fay.command('start-sprint', { minutes: 600, goal: 'Ship' })).toMatchObject({ ok: true });
      await agreed([ada, bo, fay], (view) => view.sprint.goal === 'Ship', 'all see the sprint');
      const { sprint } = bo.view;
      const told = new Map<TaskId, number>();
      let seen = 0;
      for (let round = 0; round < KILLS; round++) {
        // Bo only watches: what Bo has was stored before it was told.
        const target = updatesOf(bo) + 3 + Math.floor(random() * 25);
        let killed = false;
        const working = work(ada, mint, random, told, () => !killed);
        const why = () => `Bo has seen enough in round ${round} (Ada ${said(ada)}, Bo ${said(bo)}): ${server.complaints.slice(-500)}`;
        await bo.until(() => updatesOf(bo) >= target, why, 60_000);
        await server.kill();
        killed = true;
        await working;
        // Nobody brings anything back before the store was looked at.
        for (const peer of [ada, bo, fay]) leave(peer);
        await server.again();
        const witness = await Peer.open(server.origin, places[2] as Joined);
        expect(lacks(witness.doc, bo.doc), `round ${round}`).toBe(false);
        expect(witness.view.sprint).toEqual(sprint);
        for (const [task, seat] of told) expect(witness.view.claims.get(task)).toMatchObject([{ person: ada.place.person, seat }]);
        await Promise.all([ada, bo, fay].map(comeBack));
        await agreed([ada, bo, fay, witness], (view) => view.people.size === 4, `all agree again after round ${round}`);
        witness.close();
        seen = updatesOf(bo);
      }
      expect(bo.view.tasks.length).toBeGreaterThan(Math.min(KILLS, MOST_TASKS) - 1);
      expect(told.size).toBeGreaterThan(0);
      expect(seen).toBeGreaterThan(KILLS * 3);
    },
    120_000 + KILLS * PER_KILL,
  );
});

const said = ({ provider, closed, endings }: Peer): string =>
  `${provider.wsconnected ? 'connected' : 'not connected'}, ${closed?.code ?? endings.slice(-3).join(' ')}`;

function leave(peer: Peer): void {
  peer.provider.disconnect();
  peer.live.disconnect();
}

function comeBack(peer: Peer): Promise<void> {
  peer.provider.connect();
  peer.live.connect();
  return peer.synced();
}

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

/** Adds, edits, deletes and claims as long as `going`; keeps what the server answered. */
async function work(
  ada: Peer,
  mint: ReturnType<typeof seededMint>,
  random: () => number,
  told: Map<TaskId, number>,
  going: () => boolean,
): Promise<void> {
  const answers: Promise<void>[] = [];
  while (going()) {
    const known = [...ada.doc.getMap('tasks').keys()] as TaskId[];
    if (known.length < MOST_TASKS) addTask(ada.doc, mint('task'), { title: `task ${known.length}`, notes: 'x'.repeat(random() * 300) });
    const other = known[Math.floor(random() * known.length)];
    if (other !== undefined) {
      editTask(ada.doc, other, { size: Math.floor(random() * 240) });
      const notes = taskText(ada.doc, other, 'notes');
      if (notes && notes.length > 400) notes.delete(0, 200);
      else notes?.insert(0, 'more ');
      if (random() < 0.2) answers.push(claim(ada, other, mint('ask'), told));
    }
    // A round trip, so that the work comes in pieces and the server is killed between any two of them.
    await ada.live
      .timeout(1_500)
      .emitWithAck('clock')
      .catch(() => undefined);
  }
  await Promise.all(answers);
}

async function claim(ada: Peer, task: TaskId, key: string, told: Map<TaskId, number>): Promise<void> {
  const asked = ada.live.timeout(1_500).emitWithAck('command', { name: 'claim', body: { task }, key }) as Promise<Answer>;
  const answer = await asked.catch(() => undefined);
  if (answer?.ok === true && answer.seat !== undefined) told.set(task, answer.seat);
}

/** Whether the second has anything, written or deleted, that the first has not. */
function lacks(first: Y.Doc, second: Y.Doc): boolean {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(first));
  let news = false;
  copy.on('update', () => (news = true));
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(second));
  return news;
}
