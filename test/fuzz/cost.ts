// What judging costs: `node --import tsx test/fuzz/cost.ts` prints the percentiles of live edits on a board of 200 kB and 500
// tasks, and how long the worst messages take with applying, in time of this process alone.

import * as Y from 'yjs';
import { editTask, replaceText, rootOf, taskText } from '../../shared/board/board.ts';
import type { TaskId } from '../../shared/ids.ts';
import { seeded } from '../support/seed.ts';
import { said } from './judged-board.ts';
import { WORST } from './worst.ts';

const EDITS = 6_000;
const WARM = 3_000;

/** Microseconds each of many live edits took to judge. */
function liveEdits(): number[] {
  const { board, author } = (WORST[0] as (typeof WORST)[number]).prepare();
  const random = seeded(3);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(board.doc));
  doc.clientID = 77;
  let update: Uint8Array = new Uint8Array();
  doc.on('update', (bytes: Uint8Array) => (update = bytes));
  const tasks = [...rootOf(doc, 'tasks').keys()] as TaskId[];
  const took: number[] = [];
  for (let edit = 0; edit < WARM + EDITS; edit++) {
    const task = tasks[Math.floor(random() * tasks.length)] as TaskId;
    const notes = taskText(doc, task, 'notes') as Y.Text;
    if (edit % 3 === 0) editTask(doc, task, { title: `Edit ${edit}` });
    else if (edit % 3 === 1 || notes.length === 0) replaceText(notes, `${notes.toString()}.`);
    else replaceText(notes, notes.toString().slice(1));
    const begun = process.hrtime.bigint();
    board.judge(update, author);
    if (edit >= WARM) took.push(Number(process.hrtime.bigint() - begun) / 1_000);
    const verdict = board.receive(update, author);
    if (said(verdict) !== 'passed') throw new Error(`an honest edit was answered with “${said(verdict)}”`);
  }
  return took.sort((a, b) => a - b);
}

const took = liveEdits();
const within = (share: number): string => (took[Math.floor(took.length * share)] as number).toFixed(1);
console.log(`live edits: p50 ${within(0.5)} µs, p99 ${within(0.99)} µs, of ${took.length}`);

for (const { name, limits, prepare } of WORST) {
  const rounds = [1, 2, 3].map(() => {
    const { board, author, update } = prepare();
    const verdict = board.receive(update, author, limits);
    return { ...board.lastTook, answer: said(verdict), kB: update.byteLength / 1_024 };
  });
  const [fastest, , slowest] = rounds.sort((a, b) => a.judging + a.applying - b.judging - b.applying) as [
    (typeof rounds)[0] & object,
    unknown,
    (typeof rounds)[0] & object,
  ];
  const all = ({ judging, applying }: typeof fastest) => (judging + applying).toFixed(1);
  console.log(
    `${name} (${fastest.kB.toFixed(0)} kB, ${fastest.answer}): ${all(fastest)} to ${all(slowest)} ms, judging ${fastest.judging.toFixed(1)} ms`,
  );
}
