// The board every server is given, and edits that carry the moment they were made. Our schema for all, because ours
// takes nothing else. Sockets are in clients/.

import * as Y from 'yjs';
import { addChallenge, addTask, editTask, rootOf, taskText } from '../../shared/board/board.ts';
import type { TaskId } from '../../shared/ids.ts';
import { seeded, seededMint } from '../support/seed.ts';
import { micros } from './clients/clock.ts';

export const TASKS = 500;
/** Whoever fills a board writes under this number. */
export const FILLER = 4_242;

const mint = seededMint(1);
const CHALLENGE = mint('challenge');
const TASK_IDS: readonly TaskId[] = Array.from({ length: TASKS }, () => mint('task'));
/** The task with one seat only. */
export const ONE_SEAT = TASK_IDS[0] as TaskId;

const brief = (index: number): string =>
  `Where task ${index} begins: read the numbers, draw the chart, and ask two others whether it says what it should.`;

/** Keys as fractional indexing makes them: an integer part of two, then digits that do not end in 0. */
const orderAt = (index: number): string => `a0${String(index).padStart(4, '0')}1`;

function makeBoard(): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = FILLER;
  doc.transact(() => {
    addChallenge(doc, CHALLENGE, { title: 'The whole event', order: 'a0' });
    TASK_IDS.forEach((task, index) => {
      const given = {
        title: `Task ${index} of the whole event`,
        challenge: CHALLENGE,
        order: orderAt(index),
        brief: brief(index),
        size: 30,
      };
      addTask(doc, task, index === 0 ? { ...given, seats: 1 } : given);
    });
  });
  return Y.encodeStateAsUpdate(doc);
}

/** The board of 500 tasks, as one update. */
export const BOARD = makeBoard();

export const isWhole = (doc: Y.Doc): boolean => rootOf(doc, 'tasks').size === TASKS;

/** Moments are written as a task's place and in its notes: a card was moved, or somebody typed. */
const placeAt = (moment: number): string => `b00${moment.toString(36)}1`;
const momentOf = (place: string): number => Number.parseInt(place.slice(3, -1), 36);
const noteAt = (moment: number): string => `~${moment.toString(36)};`;
const NOTE = /~([0-9a-z]+);/g;

export type Writing = { readonly client: number; readonly update: Uint8Array; readonly clock: number; readonly made: number };

/** A writer's number, and which of all tasks of the room are theirs: every `of`th, from `place` on. */
export type Author = { readonly client: number; readonly place: number; readonly of: number };

/**
 * What some writers of one room see, in one document: each writes under a number of their own and on tasks of their own,
 * so that nobody builds on what may not have arrived. A document costs memory, and time by the numbers in it: a few share.
 */
export class Desk {
  readonly doc = new Y.Doc();
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seeded(seed);
    Y.applyUpdate(this.doc, BOARD);
  }

  /** One edit: a card moved or a note typed. */
  write({ client, place, of }: Author): Writing {
    const share = Math.max(1, Math.floor(TASKS / of));
    const task = TASK_IDS[(Math.floor(this.#random() * share) * of + place) % TASKS] as TaskId;
    const made = micros();
    let update: Uint8Array = new Uint8Array();
    const keep = (bytes: Uint8Array) => (update = bytes);
    this.doc.clientID = client;
    this.doc.on('update', keep);
    if (this.#random() < 0.5) editTask(this.doc, task, { order: placeAt(made) });
    else this.#note(task, made);
    this.doc.off('update', keep);
    return { client, update, clock: Y.getState(this.doc.store, client), made };
  }

  #note(task: TaskId, made: number): void {
    const notes = taskText(this.doc, task, 'notes');
    notes?.insert(Math.floor(this.#random() * (notes.length + 1)), noteAt(made));
  }
}

/** Calls back with the moment of each edit of somebody else, once it is in this document. */
export function watchEdits(doc: Y.Doc, seen: (made: number) => void): void {
  rootOf(doc, 'tasks').observeDeep((events, { local }) => {
    if (local) return;
    for (const event of events) {
      if (event instanceof Y.YMapEvent) readPlace(event, seen);
      else if (event instanceof Y.YTextEvent) for (const part of event.delta) readNotes(part.insert, seen);
    }
  });
}

function readPlace(event: Y.YMapEvent<unknown>, seen: (made: number) => void): void {
  if (!event.keysChanged.has('order')) return;
  const place = event.target.get('order');
  if (typeof place === 'string' && place.startsWith('b')) seen(momentOf(place));
}

function readNotes(text: unknown, seen: (made: number) => void): void {
  if (typeof text === 'string') for (const [, moment = ''] of text.matchAll(NOTE)) seen(Number.parseInt(moment, 36));
}

/** Which changes of whom, as Yjs counts them. */
export type Clocks = ReadonlyMap<number, number>;

export const hasAll = (doc: Y.Doc, clocks: Clocks): boolean =>
  [...clocks].every(([client, clock]) => Y.getState(doc.store, client) >= clock);

/** The card somebody has open stands for the moment: an id like any other, so that every server takes it. */
export const cardAt = (moment: number): string => `t1${moment.toString(36).padStart(14, '0')}`;
export const CARD = Buffer.from('"card":"t1');
export const CARD_DIGITS = 14;
