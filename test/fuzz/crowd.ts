// Many hands at one text, each writing between any two characters they please, as no honest client would. What the judge lets
// through must come to the same text on every replica, in whatever order it hears of it.

import * as Y from 'yjs';
import type { Id } from '../../server/board/judge/scan.ts';
import { addTask, taskText } from '../../shared/board/board.ts';
import { seeded, seededMint } from '../support/seed.ts';
import { draft, say } from './draft.ts';
import { JudgedBoard, said } from './judged-board.ts';
import { Random } from './somebody.ts';

type Written = { readonly id: Id; readonly origin: Id | undefined; readonly right: Id | undefined; readonly update: Uint8Array };

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const ORDERS = 5;

const nameOf = ({ client, clock }: Id): string => `${client}:${clock}`;

/** Every character of a text, in order. */
function idsOf(text: Y.Text): Id[] {
  const ids: Id[] = [];
  for (let item = text._start; item; item = item.right) {
    for (let at = 0; at < item.length; at++) ids.push({ client: item.id.client, clock: item.id.clock + at });
  }
  return ids;
}

/** @returns how many characters were let through, and what differs, if anything does. */
export function crowd(seed: number): { readonly passed: number; readonly refused: number; readonly differs: string | undefined } {
  const random = new Random(seeded(seed));
  const mint = seededMint(seed);
  const board = new JudgedBoard(99_999);
  const author = board.join(mint('person'), 'participant');
  const task = mint('task');
  board.doc.transact(() => addTask(board.doc, task, { title: 'Crowded' }));
  const begun = Y.encodeStateAsUpdate(board.doc);
  const text = taskText(board.doc, task, 'notes') as Y.Text;
  const parent = (text._item as Y.Item).id;
  const clients = Array.from({ length: 4 }, () => 1 + random.below(50));
  const written: Written[] = [];
  let refused = 0;
  for (let turn = 0; turn < 14; turn++) {
    const client = random.of(clients);
    const ids = idsOf(text);
    const at = random.below(ids.length + 1);
    const [origin, right] = [ids[at - 1], ids[random.chance(0.5) ? at : random.below(ids.length + 1)]];
    const id = { client, clock: Y.getState(board.doc.store, client) };
    const update = draft([{ client, clock: id.clock, structs: [{ origin, right, parent, content: say(LETTERS[turn] as string) }] }]);
    if (said(board.receive(update, author)) === 'passed') written.push({ id, origin, right, update });
    else refused++;
  }
  const wanted = text.toString();
  for (let order = 0; order < ORDERS; order++) {
    const heard = hearInSomeOrder(begun, written, random);
    const found = (taskText(heard, task, 'notes') as Y.Text).toString();
    if (found !== wanted) return { passed: written.length, refused, differs: `seed ${seed}: “${wanted}” and “${found}”` };
  }
  return { passed: written.length, refused, differs: undefined };
}

/** A replica that hears of everything once, and of nothing before what it builds on. */
function hearInSomeOrder(begun: Uint8Array, written: readonly Written[], random: Random): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, begun);
  const heard = new Set<string>();
  const left = [...written];
  const isReady = ({ id, origin, right }: Written): boolean =>
    [id.clock > 0 ? { client: id.client, clock: id.clock - 1 } : undefined, origin, right].every((on) => !on || heard.has(nameOf(on)));
  while (left.length > 0) {
    const next = random.of(left.filter(isReady));
    left.splice(left.indexOf(next), 1);
    heard.add(nameOf(next.id));
    Y.applyUpdate(doc, next.update);
  }
  return doc;
}
