// Undo and redo of one's own edits, with somebody else at the same board. That the judge lets all of it pass is shown in
// test/server/board/judge.

import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import {
  addChallenge,
  addTask,
  editTask,
  readTask,
  recordOutcome,
  removeChallenge,
  removeTask,
  replaceText,
  rootOf,
  setSkills,
  taskText,
} from '../../../shared/board/board.ts';
import { applyWrites } from '../../../shared/board/server-writes.ts';
import { OwnSteps, type Step } from '../../../shared/board/own-steps.ts';
import { millis, type TaskId } from '../../../shared/ids.ts';
import { seededMint } from '../../support/seed.ts';

const OWN = 'own';

/** Two people whose edits reach each other at once. */
class Pair {
  readonly mint = seededMint(3);
  readonly mine = new Y.Doc();
  readonly theirs = new Y.Doc();
  readonly me = this.mint('person');
  readonly them = this.mint('person');
  readonly challenge = this.mint('challenge');
  readonly task = this.mint('task');
  readonly steps: OwnSteps;
  now = 0;

  constructor() {
    this.mine.clientID = 10;
    this.theirs.clientID = 20;
    for (const [from, to] of [
      [this.mine, this.theirs],
      [this.theirs, this.mine],
    ] as const) {
      from.on('update', (update: Uint8Array, origin: unknown) => {
        if (origin !== 'wire') Y.applyUpdate(to, update, 'wire');
      });
    }
    this.other((doc) => {
      addChallenge(doc, this.challenge, { title: 'Maps', order: 'a0' });
      addTask(doc, this.task, { title: 'Count', challenge: this.challenge, notes: 'By bike', order: 'a0' });
    });
    this.steps = new OwnSteps(this.mine, { origin: OWN, me: this.me, now: () => this.now });
  }

  own = (change: (doc: Y.Doc) => void): void => this.mine.transact(() => change(this.mine), OWN);
  other = (change: (doc: Y.Doc) => void): void => this.theirs.transact(() => change(this.theirs), 'theirs');
  title = (id: TaskId = this.task): string | undefined => readTask(this.mine, id)?.title;
  notes = (doc = this.mine): Y.Text => taskText(doc, this.task, 'notes') as Y.Text;
}

describe('undo and redo', () => {
  it('[UN1] a step goes back and forth, and only one’s own', () => {
    const pair = new Pair();
    pair.own((doc) => editTask(doc, pair.task, { title: 'Count bikes', size: 30 }));
    pair.other((doc) => editTask(doc, pair.task, { first: true }));
    expect(pair.steps.undo()).toBe(true);
    expect(readTask(pair.mine, pair.task)).toMatchObject({ title: 'Count', size: 0, first: true });
    expect(pair.steps.canUndo).toBe(false);
    expect(pair.steps.redo()).toBe(true);
    expect(readTask(pair.theirs, pair.task)).toMatchObject({ title: 'Count bikes', size: 30, first: true });
    expect(pair.steps.redo()).toBe(false);
  });

  it('[UN2] what somebody else wrote since stays, and the rest of the step goes back', () => {
    const pair = new Pair();
    pair.own((doc) => editTask(doc, pair.task, { title: 'Mine', size: 60 }));
    pair.other((doc) => editTask(doc, pair.task, { title: 'Theirs' }));
    expect(pair.steps.undo()).toBe(true);
    expect(readTask(pair.mine, pair.task)).toMatchObject({ title: 'Theirs', size: 0 });
    pair.own((doc) => editTask(doc, pair.task, { title: 'Mine again' }));
    pair.other((doc) => editTask(doc, pair.task, { title: 'Theirs' }));
    expect(pair.steps.undo()).toBe(false);
    expect(pair.title()).toBe('Theirs');
  });

  it('[UN3] several steps on one field go back one by one, and forth again', () => {
    const pair = new Pair();
    for (const title of ['one', 'two', 'three']) pair.own((doc) => editTask(doc, pair.task, { title }));
    const seen: (string | undefined)[] = [];
    while (pair.steps.undo()) seen.push(pair.title());
    while (pair.steps.redo()) seen.push(pair.title());
    expect(seen).toEqual(['two', 'one', 'Count', 'one', 'two', 'three']);
  });

  it('[UN4] a new edit ends what could be redone', () => {
    const pair = new Pair();
    pair.own((doc) => editTask(doc, pair.task, { title: 'one' }));
    pair.steps.undo();
    pair.own((doc) => editTask(doc, pair.task, { size: 15 }));
    expect(pair.steps.canRedo).toBe(false);
  });

  it('[UN5] a removed task comes back whole, and can be edited, undone and removed again', () => {
    const pair = new Pair();
    pair.own((doc) => editTask(doc, pair.task, { title: 'Count bikes' }));
    pair.own((doc) => setSkills(doc, pair.task, ['maps']));
    const before = rootOf(pair.mine, 'tasks').toJSON();
    pair.own((doc) => removeTask(doc, pair.task));
    expect(pair.title()).toBeUndefined();
    pair.steps.undo();
    expect(rootOf(pair.theirs, 'tasks').toJSON()).toEqual(before);
    pair.steps.undo();
    pair.steps.undo();
    expect(readTask(pair.mine, pair.task)).toMatchObject({ title: 'Count', skills: {}, notes: 'By bike' });
    for (let step = 0; step < 3; step++) expect(pair.steps.redo()).toBe(true);
    expect(pair.title()).toBeUndefined();
  });

  it('[UN6] a removed challenge comes back with its tasks in one step', () => {
    const pair = new Pair();
    const before = rootOf(pair.mine, 'tasks').toJSON();
    pair.own((doc) => removeChallenge(doc, pair.challenge));
    expect(rootOf(pair.mine, 'tasks').size).toBe(0);
    pair.steps.undo();
    expect(rootOf(pair.mine, 'tasks').toJSON()).toEqual(before);
    expect(rootOf(pair.mine, 'challenges').size).toBe(1);
    pair.steps.redo();
    expect([rootOf(pair.mine, 'tasks').size, rootOf(pair.mine, 'challenges').size]).toEqual([0, 0]);
  });

  it('[UN7] what one added goes, unless somebody wrote in it, sits on it or put something into it', () => {
    const pair = new Pair();
    const [plain, noted, seated, split] = [0, 1, 2, 3].map(() => pair.mint('task'));
    for (const id of [plain, noted, seated, split] as TaskId[])
      pair.own((doc) => addTask(doc, id, { title: 'New', challenge: pair.challenge }));
    pair.other((doc) => {
      taskText(doc, noted as TaskId, 'notes')?.insert(0, 'I know how');
      const claim = { task: seated as TaskId, person: pair.them, seat: 0, since: millis(1), leaseEndsAt: millis(2), driving: false };
      rootOf(doc, 'live').set('claims', new Y.Map());
      applyWrites(doc, [{ write: 'seat', claim }]);
      addTask(doc, pair.mint('task'), { title: 'A step', parent: split as TaskId });
    });
    while (pair.steps.canUndo) pair.steps.undo();
    expect([plain, noted, seated, split].map((id) => rootOf(pair.mine, 'tasks').has(id as string))).toEqual([false, true, true, true]);
  });

  it('[UN8] a removal made again leaves alone what others wrote since it was put back', () => {
    const pair = new Pair();
    pair.own((doc) => removeTask(doc, pair.task));
    pair.steps.undo();
    pair.other((doc) => taskText(doc, pair.task, 'brief')?.insert(0, 'Why'));
    expect(pair.steps.redo()).toBe(false);
    expect(readTask(pair.mine, pair.task)?.brief).toBe('Why');
  });

  it('[UN9] typing goes back without what others typed beside and between', () => {
    const pair = new Pair();
    pair.own(() => replaceText(pair.notes(), 'By 🚲 or on foot'));
    pair.other(() => pair.notes(pair.theirs).insert(6, 'red, '));
    pair.other(() => pair.notes(pair.theirs).insert(0, '> '));
    pair.steps.undo();
    expect(pair.notes().toString().replace('red, ', '')).toBe('> By bike');
    expect(pair.notes().toString()).toContain('red, ');
    pair.steps.redo();
    expect(pair.notes().toString().replace('red, ', '')).toBe('> By 🚲 or on foot');
  });

  it('[UN10] letters typed in one go are one step; a rest or another edit begins the next', () => {
    const pair = new Pair();
    const type = (letters: string) => {
      for (const letter of letters) pair.own(() => pair.notes().insert(pair.notes().length, letter));
    };
    type(' and');
    pair.now = 10_000;
    type(' tram');
    pair.own((doc) => editTask(doc, pair.task, { size: 15 }));
    type('!');
    const seen: string[] = [];
    while (pair.steps.undo()) seen.push(pair.notes().toString());
    expect(seen).toEqual(['By bike and tram', 'By bike and tram', 'By bike and', 'By bike']);
    while (pair.steps.redo());
    expect(pair.notes().toString()).toBe('By bike and tram!');
  });

  it('[UN11] typed, deleted, brought back and undone once more, letters are there once', () => {
    const pair = new Pair();
    pair.own(() => pair.notes().insert(7, ' or car'));
    pair.own((doc) => editTask(doc, pair.task, { size: 15 }));
    pair.own(() => pair.notes().delete(7, 7));
    for (let round = 0; round < 3; round++) {
      for (let step = 0; step < 3; step++) pair.steps.undo();
      expect(pair.notes().toString()).toBe('By bike');
      for (let step = 0; step < 2; step++) pair.steps.redo();
      expect(pair.notes().toString()).toBe('By bike or car');
      pair.steps.redo();
      expect(pair.notes().toString()).toBe('By bike');
    }
  });

  it('[UN12] an outcome goes back as a whole', () => {
    const pair = new Pair();
    const before = rootOf(pair.mine, 'tasks').toJSON();
    const evidence = [{ id: pair.mint('link'), url: 'https://example.org', title: 'Map' }];
    const outcome = { kind: 'done', summary: 'Counted', next: '', evidence, credit: [pair.me], by: pair.me, at: millis(3) } as const;
    pair.own((doc) => recordOutcome(doc, pair.task, outcome));
    pair.steps.undo();
    expect(rootOf(pair.mine, 'tasks').toJSON()).toEqual(before);
    pair.steps.redo();
    expect(readTask(pair.theirs, pair.task)?.outcome).toMatchObject({ kind: 'done', summary: 'Counted', credit: { [pair.me]: true } });
  });

  it('[UN13] one step can be taken back whatever was done since', () => {
    const pair = new Pair();

    const removal = pair.steps.together(() => pair.own((doc) => removeTask(doc, pair.task)));
    const other = pair.mint('task');
    pair.own((doc) => addTask(doc, other, { title: 'Another' }));
    expect(pair.steps.takeBack(removal as Step)).toBe(true);
    expect([pair.title(), pair.title(other)]).toEqual(['Count', 'Another']);
    expect(pair.steps.takeBack(removal as Step)).toBe(false);
    pair.steps.undo();
    expect([pair.title(), pair.title(other)]).toEqual(['Count', undefined]);
  });

  it('[UN14] a hundred steps are kept', () => {
    const pair = new Pair();
    for (let step = 0; step <= 120; step++) pair.own((doc) => editTask(doc, pair.task, { title: `${step}` }));
    let count = 0;
    while (pair.steps.undo()) count++;
    expect(count).toBe(100);
  });
});
