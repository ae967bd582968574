// The board every server is given, and edits that carry the moment they were made.

import * as Y from 'yjs';
import { addChallenge, addTask, editTask, rootOf, taskText } from '../../shared/board/board.ts';
import { millis, type TaskId } from '../../shared/ids.ts';
import { seededMint } from '../support/seed.ts';
import { FullClient } from './clients.ts';
import type { Door } from './adapters/adapter.ts';

const TASKS = 500;
/** Tasks in one change: a server may bound what it takes at once. */
const AT_ONCE = 50;

/** Fills a room, and resolves when another client has all of it. */
export async function fill(door: Door): Promise<TaskId[]> {
  const mint = seededMint(1);
  const [writer, reader] = await Promise.all([new FullClient(door).loaded(), new FullClient(door).loaded()]);
  const challenge = mint('challenge');
  addChallenge(writer.doc, challenge, { title: 'The whole event', order: 'a0' });
  const tasks = Array.from({ length: TASKS }, () => mint('task'));
  for (let start = 0; start < TASKS; start += AT_ONCE) {
    writer.doc.transact(() => tasks.slice(start, start + AT_ONCE).forEach((task, index) => addOne(writer.doc, task, start + index)));
  }
  function addOne(doc: Y.Doc, task: TaskId, index: number): void {
    const brief = `Where task ${index} begins: read the numbers, draw the chart, and ask two others whether it says what it should.`;
    addTask(doc, task, { title: `Task ${index} of the whole event`, challenge, order: `a${index}`, brief, size: 30 });
  }
  await reader.sees('the reader has the whole board', (doc) => rootOf(doc, 'tasks').size === TASKS);
  writer.close();
  reader.close();
  return tasks;
}

const STAMP = /~([\d.]+);/g;

/** One edit, its moment inside: a field of the task and its notes by turns. */
export function edit(doc: Y.Doc, task: TaskId, index: number): void {
  const now = performance.now();
  if (index % 2 === 0) editTask(doc, task, { at: millis(now) });
  else taskText(doc, task, 'notes')?.insert(0, `~${now};`);
}

/** Calls back with the moment of each edit of somebody else, once it is in this document. */
export function watchEdits(doc: Y.Doc, seen: (made: number) => void): void {
  rootOf(doc, 'tasks').observeDeep((events, { local }) => {
    if (local) return;
    for (const event of events) {
      if (event instanceof Y.YMapEvent && event.keysChanged.has('at')) seen(Number(event.target.get('at')));
      if (event instanceof Y.YTextEvent) for (const part of event.delta) readStamps(part.insert, seen);
    }
  });
}

function readStamps(text: unknown, seen: (made: number) => void): void {
  if (typeof text === 'string') for (const [, moment] of text.matchAll(STAMP)) seen(Number(moment));
}
