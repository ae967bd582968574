// Lanes of the laptop's board: what stands in which, tasks with their steps, columns shared out.

import { expect, test } from 'vitest';
import { blocksOf, lanesOf, spansOf } from '../../../client/pages/board/lanes.ts';
import type { Arrangement } from '../../../client/pages/board/selection.ts';
import { editTask, recordOutcome } from '../../../shared/board/board.ts';
import { millis, type PersonId, type TaskId } from '../../../shared/ids.ts';
import { Table } from '../../support/table.ts';

const shape = (table: Table, arrangement: Arrangement, me: PersonId | '' = '', hits?: readonly string[]) =>
  lanesOf(
    table.view,
    arrangement,
    me,
    (challenge) => table.view.tasks.filter((task) => task.challenge === challenge),
    hits && new Set(table.view.tasks.filter(({ title }) => hits.includes(title))),
  ).map((lane) => [lane.kind === 'challenge' ? lane.challenge.title : lane.id, ...lane.tasks.map(({ title }) => title)]);

test('[LP1] steps stand below their task wherever their own place is, and alone when their task is elsewhere', () => {
  const table = new Table();
  const first = table.task('First');
  table.task('Second');
  const step = table.task('Step of first');
  editTask(table.doc, step, { parent: first });
  const orphan = table.task('Step of nothing');
  editTask(table.doc, orphan, { parent: 't1nothing' as TaskId });
  const nested = table.task('Step of a step');
  editTask(table.doc, nested, { parent: step });
  const blocks = blocksOf(table.view.tasks).map(({ task, steps }) => [task.title, ...steps.map(({ title }) => title)]);
  expect(blocks).toHaveLength(4);
  expect(blocks).toContainEqual(['First', 'Step of first']);
  expect(blocks.flat().toSorted()).toEqual(table.view.tasks.map(({ title }) => title).toSorted());
});

test('[LP2] a narrowed board leaves out challenges in which nothing is found, a whole one shows empty challenges', () => {
  const table = new Table();
  table.task('Write');
  expect(shape(table, 'challenges').flat()).toContain('Write');
  expect(shape(table, 'challenges', '', ['Read'])).toEqual([]);
});

test('[LP3] by state every task stands in exactly one lane; mine holds what I sit on and what I finished', () => {
  const table = new Table();
  const ana = table.person('Ana');
  const [held, done] = [table.task('Held'), table.task('Finished')];
  table.task('Free');
  table.give(ana, 'claim', { task: held });
  recordOutcome(table.doc, done, {
    kind: 'done',
    summary: 'Ready',
    next: '',
    evidence: [],
    credit: [ana],
    demo: false,
    by: ana,
    at: millis(1),
  });
  expect(shape(table, 'states')).toEqual([
    ['free', 'Free'],
    ['claimed', 'Held'],
    ['done', 'Finished'],
  ]);
  expect(shape(table, 'mine', ana)).toEqual([
    ['sitting', 'Held'],
    ['finished', 'Finished'],
  ]);
});

test('[LP4] spare columns go to the fullest lanes, and none to a lane without cards for it', () => {
  expect(spansOf([40], 4)).toEqual([4]);
  expect(spansOf([2], 4)).toEqual([2]);
  expect(spansOf([12, 2, 1], 4)).toEqual([2, 1, 1]);
  expect(spansOf([5, 5, 5, 5, 5], 4)).toEqual([1, 1, 1, 1, 1]);
  expect(spansOf([], 4)).toEqual([]);
  expect(spansOf([0, 0], 4)).toEqual([1, 1]);
});
