// The beginning of the real record, replayed by real clients against a real server within this process. The whole record
// is the business of `npm run replay`.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { addTask, taskText } from '../../shared/board/board.ts';
import { prepareBoard } from '../../shared/board/server-writes.ts';
import { disagreements, jsonOf, sameState } from '../replay/agreement.ts';
import { replay } from '../replay/event.ts';
import { told } from '../replay/figures.ts';
import { inPace } from '../replay/pace.ts';
import { seededMint } from '../support/seed.ts';
import { serve } from '../support/server.ts';
import { settle } from '../support/until.ts';

const read = (name: string) => readFileSync(new URL(`../data/global-sprint-2017/global-sprint-2017-${name}.csv`, import.meta.url), 'utf8');
const recorded = { activity: read('activity'), projects: read('projects') };

test('[RE1] the first 300 events are replayed through the public protocol, and every copy of the board ends as the server has it', async () => {
  const { origin, organizer } = await serve();
  const figures = await replay({ url: origin, organizer: organizer.secret }, recorded, { speed: Infinity, limit: 300 });
  expect(figures.disagreements).toEqual([]);
  expect(figures.failed).toEqual([]);
  expect(figures).toMatchObject({
    read: 300,
    used: 287,
    skipped: { 'already-joined': 9, 'no-board-action': 4 },
    done: { 'person joined': 64, 'task added': 50, talk: 159, outcome: 8, 'person left': 35 },
    answers: { 'sprint granted': 3, 'claim granted': 25, 'ask granted': 2, 'pair granted': 3, 'renew granted': 49 },
    people: { joined: 64, stillThere: 29 },
    board: { challenges: 41, tasks: 50, outcomes: 8, talk: 159, seats: 28, people: 65 },
    replicas: 32,
  });
  expect(told(figures, 'in this process')).toContain('32 compared with the server, 0 disagree');
});

test('[RE2] a copy that differs in one letter, or lacks one deletion, is named', () => {
  const mint = seededMint(1);
  const task = mint('task');
  const server = new Y.Doc();
  prepareBoard(server);
  addTask(server, task, { title: 'Count the birds', notes: 'three' });
  const [same, other] = [new Y.Doc(), new Y.Doc()];
  for (const doc of [same, other]) Y.applyUpdate(doc, Y.encodeStateAsUpdate(server));
  const named = () =>
    disagreements(jsonOf(server), [
      { name: 'Ana', doc: same },
      { name: 'Bo', doc: other },
    ]);
  expect(named()).toEqual([]);
  taskText(other, task, 'notes')?.delete(4, 1);
  expect(named()).toEqual(['Bo shows another board than the server']);
  expect([sameState(server, same), sameState(server, other)]).toEqual([true, false]);
});

test('[RE3] steps start in their order, and never more of them are under way than allowed', async () => {
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const start = (step: { at: number }) => {
    started.push(step.at);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const steps = [0, 1, 2, 3].map((at) => ({ at }));
  const played = inPace(steps, { speed: Infinity, most: 2, within: 10_000 }, start);
  await settle();
  expect(started).toEqual([0, 1]);
  ends[1]?.();
  await settle();
  expect(started).toEqual([0, 1, 2]);
  for (const end of ends) end();
  await settle();
  ends[3]?.();
  await played;
  expect(started).toEqual([0, 1, 2, 3]);
});
