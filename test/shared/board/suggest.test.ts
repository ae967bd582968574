// What is proposed to whom, and why.

import { expect, test } from 'vitest';
import { editTask, recordOutcome, setSkills } from '../../../shared/board/board.ts';
import { applyWrites } from '../../../shared/board/server-writes.ts';
import { suggestPairs, suggestTasks } from '../../../shared/board/suggest.ts';
import type { Person } from '../../../shared/board/schema.ts';
import type { PersonId, TaskId } from '../../../shared/ids.ts';
import { Table } from '../../support/table.ts';

/** Somebody new on the board, not like everybody else. */
function somebody(table: Table, name: string, given: Partial<Person>): PersonId {
  const twin = table.person(name);
  const like = table.view.people.get(twin);
  if (!like) throw new Error(`${name} did not arrive`);
  const id = table.mint('person');
  applyWrites(table.doc, [{ write: 'person', person: { ...like, ...given, id } }]);
  return id;
}
const titles = (table: Table, person: PersonId, minutesLeft?: number): string[] =>
  suggestTasks(table.view, { person, minutesLeft }).map(({ task }) => task.title);

test('[SG1] a newcomer is shown a first task before all others, and told so', () => {
  const table = new Table();
  const ana = somebody(table, 'Ana', { newcomer: true, skills: { docs: true } });
  const hard = table.task('Rewrite the parser');
  setSkills(table.doc, hard, ['docs']);
  editTask(table.doc, table.task('Fix a typo'), { first: true });
  const [best] = suggestTasks(table.view, { person: ana, minutesLeft: undefined });
  expect(best?.task.title).toBe('Fix a typo');
  expect(best?.reasons).toContainEqual({ why: 'first' });
});

test('[SG2] skills that fit come first, skills nobody claimed to have come last', () => {
  const table = new Table();
  const ben = somebody(table, 'Ben', { skills: { design: true } });
  setSkills(table.doc, table.task('Compile it'), ['rust']);
  table.task('Anything');
  setSkills(table.doc, table.task('Draw it'), ['design']);
  expect(titles(table, ben)).toEqual(['Draw it', 'Anything', 'Compile it']);
  expect(suggestTasks(table.view, { person: ben, minutesLeft: 30 })[0]?.reasons).toContainEqual({ why: 'skill', skill: 'design' });
});

test('[SG3] nothing is proposed that is longer than the time left, finished, blocked, full, split into open steps, of another phase, or already one’s own', () => {
  const table = new Table();
  const [cy, dee] = [table.person('Cy'), table.person('Dee')];
  editTask(table.doc, table.task('Long'), { size: 120 });
  table.finish(table.task('Finished'), 'done');
  table.finish(table.task('Blocked'), 'blocked');
  table.give(dee, 'claim', { task: table.task('Full', 1) });
  table.give(cy, 'claim', { task: table.task('Own') });
  const parent = table.task('Split');
  editTask(table.doc, table.task('Step'), { parent });
  editTask(table.doc, table.task('At home'), { phase: 'before' });
  expect(titles(table, cy, 30)).toEqual(['Step']);
  expect(titles(table, cy, 240)).toContain('Long');
});

test('[SG4] the answer is honestly empty when nothing is left', () => {
  const table = new Table();
  const eve = table.person('Eve');
  expect(suggestTasks(table.view, { person: eve, minutesLeft: 20 })).toEqual([]);
  expect(suggestTasks(table.view, { person: 'p1nobodynobody00' as PersonId, minutesLeft: 20 })).toEqual([]);
});

test('[SG5] people who ask at once are not all sent to the same task', () => {
  const table = new Table();
  for (let index = 0; index < 12; index++) table.task(`Task ${index}`);
  const firsts = Array.from({ length: 12 }, (_, index) => titles(table, table.person(`Person ${index}`))[0]);
  expect(new Set(firsts).size).toBeGreaterThan(4);
});

test('[SG6] somebody open to pair on a task is named as help', () => {
  const table = new Table();
  const lee = somebody(table, 'Lee', { openToPair: true });
  const new1 = somebody(table, 'New', { newcomer: true });
  const task = table.task('Charts');
  table.give(lee, 'claim', { task });
  expect(suggestTasks(table.view, { person: new1, minutesLeft: undefined })[0]?.reasons).toContainEqual({ why: 'help', person: lee });
});

test('[SG7] pairs join a newcomer with somebody who holds a task, each partner once, and only those who are here', () => {
  const table = new Table();
  const [lee, kim] = [table.person('Lee'), table.person('Kim')];
  const new1 = somebody(table, 'New', { newcomer: true });
  const new2 = somebody(table, 'Newer', { newcomer: true });
  somebody(table, 'Gone', { newcomer: true });
  const seat = (person: PersonId, task: TaskId) => table.give(person, 'claim', { task });
  seat(lee, table.task('One'));
  seat(kim, table.task('Two'));
  const pairs = suggestPairs(table.view, new Set([lee, kim, new1, new2]));
  expect(pairs.map(({ person }) => person).toSorted()).toEqual([new1, new2].toSorted());
  expect(new Set(pairs.map(({ partner }) => partner)).size).toBe(2);
  expect(pairs[0]?.reasons).toContainEqual({ why: 'newcomer' });
  recordOutcome(table.doc, pairs[0]?.task as TaskId, {
    kind: 'done',
    summary: '',
    next: '',
    evidence: [],
    credit: [],
    by: lee,
    at: table.now,
  });
  expect(suggestPairs(table.view, new Set([lee, kim, new1, new2]))).toHaveLength(1);
});
