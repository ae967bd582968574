// What undo says it took back.

import { beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { addChallenge, addTask, editTask, recordOutcome, removeChallenge, removeTask, taskText } from '../../../shared/board/board.ts';
import { prepareBoard } from '../../../shared/board/server-writes.ts';
import { OwnSteps, type Step } from '../../../shared/board/own-steps.ts';
import { nameStep, type StepName } from '../../../shared/board/step-name.ts';
import { viewBoard } from '../../../shared/board/view.ts';
import { millis } from '../../../shared/ids.ts';
import { seededMint } from '../../support/seed.ts';

let doc: Y.Doc;
let steps: OwnSteps;
let named: StepName | undefined;
const mint = seededMint(11);
const [challenge, task, me] = [mint('challenge'), mint('task'), mint('person')];

const told = (step: Step, inverse: Step) => {
  named = nameStep(step, inverse, (id) => viewBoard(doc).tasks.find((one) => one.id === id)?.title);
};
const edit = (change: () => void) => steps.together(() => doc.transact(change, 'own'));
/** The name when it is undone, which is its name when it is done again too. */
function nameOf(change: () => void): StepName | undefined {
  edit(change);
  steps.undo(told);
  const undone = named;
  steps.redo(told);
  expect([named?.act, named?.count]).toEqual([undone?.act, undone?.count]);
  return undone;
}

beforeEach(() => {
  doc = new Y.Doc();
  named = undefined;
  prepareBoard(doc);
  addChallenge(doc, challenge, { title: 'Bike paths', order: 'a0' });
  addTask(doc, task, { title: 'Draw the map', challenge, order: 'a0' });
  steps = new OwnSteps(doc, { origin: 'own', me, now: () => 0 });
});

test('[UN16] a step is named by what was done and to what, the same way back and forth', () => {
  expect(nameOf(() => editTask(doc, task, { title: 'Draw a map' }))?.act).toBe('renamed');
  expect(nameOf(() => editTask(doc, task, { order: 'a1', challenge }))).toEqual({ act: 'moved', title: 'Draw a map', count: 1 });
  expect(nameOf(() => editTask(doc, task, { size: 30 }))).toEqual({ act: 'changed', title: 'Draw a map', count: 1 });
  expect(nameOf(() => taskText(doc, task, 'notes')?.insert(0, 'By hand'))?.act).toBe('wrote');
  const outcome = { kind: 'done', summary: 'Ready', next: '', evidence: [], credit: [me], by: me, at: millis(1) } as const;
  expect(nameOf(() => recordOutcome(doc, task, outcome))?.act).toBe('outcome');
});

test('[UN17] what came or went is named though it is not there any more, and several at once are counted', () => {
  const more = mint('task');
  expect(nameOf(() => addTask(doc, more, { title: 'Print it', challenge, order: 'a1' }))).toEqual({
    act: 'added',
    title: 'Print it',
    count: 1,
  });
  expect(nameOf(() => removeTask(doc, task))).toMatchObject({ act: 'removed', title: 'Draw the map' });
  const pasted = () => ['One', 'Two', 'Three'].forEach((title) => addTask(doc, mint('task'), { title, challenge, order: 'a2' }));
  expect(nameOf(pasted)).toMatchObject({ act: 'added', count: 3 });
  expect(nameOf(() => removeChallenge(doc, challenge))).toEqual({ act: 'removed', title: 'Bike paths', count: 1 });
});
