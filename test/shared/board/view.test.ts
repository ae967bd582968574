// The board as plain data: complete, ordered, and refreshed only where something changed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  addChallenge,
  addTalk,
  addTask,
  editChallenge,
  editMeta,
  editTask,
  outcomeSummary,
  recordOutcome,
  removeChallenge,
  removeTask,
  setSkills,
  taskText,
} from '../../../shared/board/board.ts';
import { taskState } from '../../../shared/board/task.ts';
import { viewBoard, watchBoard, type BoardView } from '../../../shared/board/view.ts';
import { millis, type ChallengeId, type PersonId, type TaskId } from '../../../shared/ids.ts';
import { seeded } from '../../support/seed.ts';
import { Table } from '../../support/table.ts';

/** A view kept up to date by what changed only. */
function kept(doc: Y.Doc): () => BoardView {
  let view = viewBoard(doc);
  watchBoard(doc, (dirty) => (view = viewBoard(doc, view, dirty)));
  return () => view;
}

describe('the view', () => {
  it('[VW30] lists challenges and tasks by their order, and by id where that is the same', () => {
    const at = new Table();
    for (const order of ['a2', 'a1', 'a1']) addTask(at.doc, at.mint('task'), { title: order, order });
    const { tasks } = at.view;
    expect(tasks.map(({ order }) => order)).toEqual(['a1', 'a1', 'a2']);
    expect((tasks[0]?.id ?? '') < (tasks[1]?.id ?? '')).toBe(true);
  });

  it('[VW35] what a person made whose work is hidden is nowhere, others’ tasks in their challenges stay, and all is back when it is shown', () => {
    const at = new Table();
    const [ada, troll] = [at.person('Ada', 'facilitator'), at.person('Troll')];
    const [good, bad, shared] = (['Docs', 'Spam', 'Mixed'] as const).map((title) => {
      const id = at.mint('challenge');
      addChallenge(at.doc, id, { title, order: 'a1', author: title === 'Docs' ? ada : troll });
      return id;
    }) as [ChallengeId, ChallengeId, ChallengeId];
    const task = (title: string, challenge: ChallengeId, author: PersonId) => {
      const id = at.mint('task');
      addTask(at.doc, id, { title, challenge, order: 'a1', author });
      return id;
    };
    const mine = task('Install', good, ada);
    task('Buy now', bad, troll);
    task('Buy more', good, troll);
    task('Links', shared, ada);
    recordOutcome(at.doc, mine, { kind: 'done', summary: 'ha', next: '', evidence: [], by: troll, at: millis(1), credit: [] });
    addTalk(at.doc, at.mint('talk'), { on: '', text: 'spam', author: troll, at: millis(2) });
    const view = kept(at.doc);
    const hide = (hidden: boolean) => at.give(ada, hidden ? 'hide-work' : 'show-work', { person: troll });
    const before = view();
    hide(true);
    expect(
      view()
        .tasks.map(({ title }) => title)
        .sort(),
    ).toEqual(['Install', 'Links']);
    expect(
      view()
        .challenges.map(({ title }) => title)
        .sort(),
    ).toEqual(['Bike paths', 'Docs', 'Mixed']);
    expect(view().tasks.find(({ id }) => id === mine)?.outcome.kind).toBe('');
    expect(view().talk).toEqual([]);
    const late = task('Rescue', bad, ada);
    expect(view().challenges.map(({ title }) => title)).toContain('Spam');
    removeTask(at.doc, late);
    expect(view()).toEqual(viewBoard(at.doc));
    hide(false);
    expect({ ...view(), people: [], log: [] }).toEqual({ ...before, people: [], log: [] });
  });

  it('[VW31] a task is free, claimed or done; partial and blocked leave it open', () => {
    const at = new Table();
    const ada = at.person('Ada');
    const task = at.task('Count');
    const state = () => taskState(at.taskView(task), at.holders(task).length);
    expect(state()).toBe('free');
    at.give(ada, 'claim', { task });
    expect(state()).toBe('claimed');
    for (const [kind, after] of [
      ['partial', 'claimed'],
      ['blocked', 'claimed'],
      ['learned', 'done'],
      ['done', 'done'],
      ['', 'claimed'],
    ] as const) {
      at.finish(task, kind);
      expect(state(), kind).toBe(after);
    }
  });

  it('[VW32] what a change did not touch keeps its identity', () => {
    const at = new Table();
    const [ada, one, two] = [at.person('Ada'), at.task('One'), at.task('Two')];
    const view = kept(at.doc);
    const before = view();
    editTask(at.doc, one, { title: 'Changed' });
    const after = view();
    const find = (of: BoardView, id: TaskId) => of.tasks.find((task) => task.id === id);
    expect(find(after, one)).not.toBe(find(before, one));
    expect(find(after, two)).toBe(find(before, two));
    expect([after.challenges, after.people, after.claims, after.asks, after.sprint, after.log]).toEqual([
      before.challenges,
      before.people,
      before.claims,
      before.asks,
      before.sprint,
      before.log,
    ]);
    expect(after.people).toBe(before.people);
    expect(after.claims).toBe(before.claims);
    at.give(ada, 'claim', { task: two });
    const claimed = view();
    expect(claimed.tasks).toBe(after.tasks);
    expect(claimed.people).toBe(after.people);
    expect(claimed.claims.get(one)).toBe(after.claims.get(one));
    expect(claimed.claims.get(two)).toMatchObject([{ person: ada }]);
  });

  it('[VW33] nobody is called when nothing changed, and once for a change of many things', () => {
    const at = new Table();
    const task = at.task('One');
    let calls = 0;
    const stop = watchBoard(at.doc, () => calls++);
    editTask(at.doc, task, { title: 'One' });
    expect(calls).toBe(0);
    at.doc.transact(() => {
      editTask(at.doc, task, { title: 'Two', seats: 5 });
      editMeta(at.doc, { title: 'Board' });
      addChallenge(at.doc, at.mint('challenge'), { title: 'New' });
    });
    expect(calls).toBe(1);
    stop();
    editMeta(at.doc, { title: 'Later' });
    expect(calls).toBe(1);
  });

  it('[VW34] refreshing where something changed gives the same as reading all anew, here and at a peer', () => {
    const acts = [
      'challenge',
      'task',
      'meta',
      'title',
      'brief',
      'skills',
      'notes',
      'summary',
      'outcome',
      'remove',
      'remove-challenge',
      'person',
      'claim',
      'release',
      'ask',
      'answer',
      'start',
      'pause',
      'end',
      'wait',
      'several',
      'undo',
    ] as const;
    const act = fc.record({ act: fc.constantFrom(...acts), seed: fc.nat({ max: 1e6 }) });
    fc.assert(
      fc.property(fc.array(act, { minLength: 3, maxLength: 40 }), (chosen) => {
        const at = new Table();
        const undo = new Y.UndoManager([at.doc.getMap('tasks'), at.doc.getMap('challenges')], { captureTimeout: 0 });
        const peer = new Y.Doc();
        Y.applyUpdate(peer, Y.encodeStateAsUpdate(at.doc));
        at.doc.on('update', (update: Uint8Array) => Y.applyUpdate(peer, update));
        const [own, theirs] = [kept(at.doc), kept(peer)];
        const facilitator = at.person('Fay', 'facilitator');
        for (const given of chosen) {
          change(at, undo, facilitator, given.act, seeded(given.seed));
          const whole = viewBoard(at.doc);
          expect(own()).toEqual(whole);
          expect(theirs()).toEqual(whole);
        }
      }),
      { seed: 20170601, numRuns: 80 },
    );
  });
});

function change(at: Table, undo: Y.UndoManager, facilitator: PersonId, act: string, random: () => number): void {
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
  const { view, doc } = at;
  const task = pick(view.tasks)?.id;
  const person = pick([...view.people.keys()]) ?? facilitator;
  const challenge = pick(view.challenges)?.id as ChallengeId | undefined;
  const order = `a${Math.floor(random() * 5)}`;
  switch (act) {
    case 'challenge':
      return addChallenge(doc, at.mint('challenge'), { title: order, order });
    case 'task':
      return addTask(doc, at.mint('task'), { title: order, order, ...(challenge ? { challenge } : {}) });
    case 'meta':
      return editMeta(doc, { title: order });
    case 'brief':
      if (challenge) editChallenge(doc, challenge, { order });
      return;
    case 'remove-challenge':
      if (challenge) removeChallenge(doc, challenge);
      return;
    case 'person':
      return void at.person(order);
    case 'start':
      return void at.give(facilitator, 'start-sprint', { minutes: 5, goal: '' });
    case 'pause':
      return void at.give(facilitator, 'pause-sprint', {});
    case 'end':
      return void at.give(facilitator, 'end-sprint', {});
    case 'wait':
      return at.wait(30);
    case 'undo':
      return void undo.undo();
    case 'answer': {
      const ask = pick(view.asks);
      if (ask && ask.to !== '') at.give(ask.to, 'answer-ask', { ask: ask.id, accept: random() < 0.5 });
      return;
    }
    case 'several':
      return doc.transact(() => {
        for (const one of ['task', 'title', 'notes', 'claim', 'meta', 'remove']) change(at, undo, facilitator, one, random);
      });
  }
  if (!task) return;
  if (act === 'title') editTask(doc, task, { title: `${random()}`, order });
  if (act === 'skills')
    setSkills(
      doc,
      task,
      ['maps', 'css'].filter(() => random() < 0.5),
    );
  if (act === 'notes') taskText(doc, task, 'notes')?.insert(0, order);
  if (act === 'summary') outcomeSummary(doc, task)?.insert(0, order);
  if (act === 'outcome')
    recordOutcome(doc, task, {
      kind: random() < 0.5 ? 'done' : 'partial',
      summary: order,
      next: '',
      evidence: [],
      credit: [person],
      by: person,
      at: millis(1),
    });
  if (act === 'remove') removeTask(doc, task);
  if (act === 'claim') at.give(person, 'claim', { task });
  if (act === 'release') at.give(person, 'release', { task });
  if (act === 'ask') at.give(facilitator, 'ask-to-pair', { task, to: person });
}
