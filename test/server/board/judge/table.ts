// A small board with three people for the judge's tests: what each would send for a change, and what the judge says to it.

import * as Y from 'yjs';
import type { Author } from '../../../../server/board/judge/judge.ts';
import type { ScanLimits } from '../../../../server/board/judge/scan.ts';
import { addChallenge, addTalk, addTask, rootOf } from '../../../../shared/board/board.ts';
import { type ChallengeId, type PersonId, type TalkId, type TaskId, millis } from '../../../../shared/ids.ts';
import { JudgedBoard, said } from '../../../fuzz/judged-board.ts';
import { seededMint } from '../../../support/seed.ts';

/** Somebody's page: a replica that is told what the board takes in. */
export class Page {
  readonly doc = new Y.Doc();
  readonly author: Author;
  readonly #board: JudgedBoard;
  #made: Uint8Array[] = [];

  constructor(board: JudgedBoard, author: Author, client: number) {
    this.#board = board;
    this.author = author;
    this.refresh();
    this.doc.clientID = client;
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'wire') this.#made.push(update);
    });
  }

  get person(): PersonId {
    return this.author.person;
  }

  /** Hears what the board has. */
  refresh(): void {
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(this.#board.doc, Y.encodeStateVector(this.doc)), 'wire');
  }

  /** What a change here would send. */
  updateOf(change: (doc: Y.Doc) => void): Uint8Array {
    return this.#sentBy(() => this.doc.transact(() => change(this.doc), 'own'));
  }

  #sentBy(act: () => void): Uint8Array {
    this.#made = [];
    act();
    return this.#made.length === 1 ? (this.#made[0] as Uint8Array) : Y.mergeUpdates(this.#made);
  }

  /** What the board answers to a change made here. */
  edit(change: (doc: Y.Doc) => void, limits?: ScanLimits): string {
    return this.send(this.updateOf(change), limits);
  }

  /** What the board answers to one step of an undo history, back or forth. */
  step(step: () => unknown): string {
    return this.send(this.#sentBy(step));
  }

  send(update: Uint8Array, limits?: ScanLimits): string {
    return said(this.#board.receive(update, this.author, limits));
  }
}

/** Ada facilitates; Bo and Cy take part. Bo has made a challenge and a task and said something. */
export class Table {
  readonly board = new JudgedBoard();
  readonly mint = seededMint(7);
  readonly ada: Page;
  readonly bo: Page;
  readonly cy: Page;
  readonly challenge: ChallengeId = this.mint('challenge');
  readonly task: TaskId = this.mint('task');
  readonly talk: TalkId = this.mint('talk');

  constructor() {
    const join = (role: Author['role'], client: number) => new Page(this.board, this.board.join(this.mint('person'), role), client);
    this.ada = join('facilitator', 100);
    this.bo = join('participant', 200);
    this.cy = join('participant', 300);
    const author = this.bo.person;
    const at = millis(1_000);
    this.bo.edit((doc) => {
      addChallenge(doc, this.challenge, { title: 'Bike paths', brief: 'Where?', order: 'a0', author, at });
      addTask(doc, this.task, { title: 'Count', challenge: this.challenge, notes: 'Bo 🚲 counts', order: 'a0', author, at });
      addTalk(doc, this.talk, { on: this.task, text: 'Shall we?', author, at });
    });
    this.refresh();
  }

  refresh(): void {
    for (const page of [this.ada, this.bo, this.cy]) page.refresh();
  }

  get doc(): Y.Doc {
    return this.board.doc;
  }

  entry(root: 'tasks' | 'challenges' | 'talk', id: string): Y.Map<unknown> {
    return rootOf(this.doc, root).get(id) as Y.Map<unknown>;
  }

  get notes(): Y.Text {
    return this.entry('tasks', this.task).get('notes') as Y.Text;
  }

  /** Under which id a part of the board stands. */
  idOf(type: unknown): { readonly client: number; readonly clock: number } {
    const item = (type as Y.AbstractType<unknown>)._item as Y.Item;
    return { client: item.id.client, clock: item.id.clock };
  }

  /** The next clock of a client id. */
  next = (client: number): number => Y.getState(this.doc.store, client);
}

export const REFUSED = /^change-refused/;
export const MALFORMED = /^malformed/;
