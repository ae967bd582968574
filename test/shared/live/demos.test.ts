// The demo queue: slots of show and tell, their order, their time, and which one is on.

import { describe, expect, it } from 'vitest';
import type { DemoId, TaskId } from '../../../shared/ids.ts';
import { refused, Table } from '../../support/table.ts';

function table() {
  const at = new Table();
  const tasks = ['Count bikes', 'Draw the map', 'Write it up'].map((title) => at.task(title)) as [TaskId, TaskId, TaskId];
  const ada = at.person('Ada');
  for (const task of tasks) at.give(ada, 'queue-demo', { task });
  return { at, ada, bo: at.person('Bo'), fay: at.person('Fay', 'facilitator'), tasks };
}

const queue = (at: Table): TaskId[] => at.view.demos.map((demo) => demo.task as TaskId);
const slot = (at: Table, task: TaskId): DemoId => at.view.demos.find((demo) => demo.task === task)?.id as DemoId;
const on = (at: Table): TaskId[] =>
  at.view.demos.filter((demo) => demo.startedAt !== 0 && demo.endedAt === 0).map((demo) => demo.task as TaskId);

describe('the demo queue', () => {
  it('[DQ1] a task joins at the end, and once while its demo is still to come', () => {
    const { at, bo, fay, tasks } = table();
    at.give(bo, 'queue-demo', { task: tasks[0] });
    expect(queue(at)).toEqual(tasks);
    at.give(fay, 'start-demo', { demo: slot(at, tasks[0]) });
    at.give(fay, 'end-demo', { demo: slot(at, tasks[0]) });
    at.give(bo, 'queue-demo', { task: tasks[0] });
    expect(queue(at)).toEqual([...tasks, tasks[0]]);
    expect(refused(at.give(bo, 'queue-demo', { task: at.mint('task') }))).toBe('no-such-task');
  });

  it('[DQ2] one demo is on at a time: the next one ends the one before', () => {
    const { at, fay, tasks } = table();
    at.give(fay, 'start-demo', { demo: slot(at, tasks[1]) });
    expect(on(at)).toEqual([tasks[1]]);
    at.wait(3);
    at.give(fay, 'start-demo', { demo: slot(at, tasks[0]) });
    expect(on(at)).toEqual([tasks[0]]);
    expect(at.view.demos.find((demo) => demo.task === tasks[1])?.endedAt).toBe(at.now);
  });

  it('[DQ3] a facilitator changes the order, by naming what comes after', () => {
    const { at, fay, tasks } = table();
    const [first, second, third] = tasks;
    at.give(fay, 'move-demo', { demo: slot(at, third), before: slot(at, first) });
    expect(queue(at)).toEqual([third, first, second]);
    at.give(fay, 'move-demo', { demo: slot(at, third), before: '' });
    expect(queue(at)).toEqual([first, second, third]);
    expect(refused(at.give(fay, 'move-demo', { demo: slot(at, first), before: at.mint('demo') }))).toBe('no-such-demo');
  });

  it('[DQ4] a slot joins with the time of the last one, and a facilitator gives it another', () => {
    const { at, ada, fay, tasks } = table();
    at.give(fay, 'time-demo', { demo: slot(at, tasks[2]), seconds: 60 });
    const late = at.task('Thank you');
    at.give(ada, 'queue-demo', { task: late });
    expect(at.view.demos.map((demo) => demo.seconds)).toEqual([180, 180, 60, 60]);
  });

  it('[DQ5] who is not there is passed over, and can be called later', () => {
    const { at, fay, tasks } = table();
    const demo = slot(at, tasks[0]);
    at.give(fay, 'start-demo', { demo });
    at.give(fay, 'skip-demo', { demo, skipped: true });
    expect(on(at)).toEqual([]);
    expect(at.view.demos[0]).toMatchObject({ skipped: true, startedAt: 0 });
    at.give(fay, 'start-demo', { demo });
    expect(at.view.demos[0]).toMatchObject({ skipped: false, startedAt: at.now });
  });

  it('[DQ6] a slot is taken back by whoever asked for it or a facilitator, and run by facilitators alone', () => {
    const { at, ada, bo, fay, tasks } = table();
    expect(refused(at.give(bo, 'unqueue-demo', { demo: slot(at, tasks[0]) }))).toBe('not-allowed');
    expect(refused(at.give(ada, 'start-demo', { demo: slot(at, tasks[0]) }))).toBe('not-allowed');
    at.give(ada, 'unqueue-demo', { demo: slot(at, tasks[0]) });
    at.give(fay, 'unqueue-demo', { demo: slot(at, tasks[1]) });
    expect(queue(at)).toEqual([tasks[2]]);
  });
});
