// One simulated person: joins over HTTP, edits through a replica, commands over the live channel. They act only on what
// their own screen shows. When they do what is the replay's business.

import { customAlphabet } from 'nanoid';
import { generateKeyBetween } from 'fractional-indexing';
import type * as Y from 'yjs';
import {
  addChallenge,
  addTalk,
  addTask,
  readAsk,
  readChallenge,
  readClaims,
  readShape,
  readTask,
  recordOutcome,
  rootOf,
} from '../../shared/board/board.ts';
import { TASK } from '../../shared/board/schema.ts';
import {
  ID_ALPHABET,
  ID_BODY_LENGTH,
  millis,
  minting,
  type AskId,
  type BoardId,
  type ChallengeId,
  type PersonId,
  type TaskId,
} from '../../shared/ids.ts';
import type { Answer, Command } from '../../shared/live/commands.ts';
import type { Api, Session } from './api.ts';
import { Caller } from './caller.ts';
import { Replica } from './replica.ts';

export const mint = minting(customAlphabet(ID_ALPHABET, ID_BODY_LENGTH));
const now = () => millis(Date.now());

const holds = (doc: Y.Doc, task: TaskId, person: PersonId): boolean => readClaims(doc, task).some((claim) => claim.person === person);

const PLACED = { challenge: TASK.challenge, order: TASK.order } as const;

function lastOrder(doc: Y.Doc, challenge: ChallengeId): string | null {
  let last: string | null = null;
  for (const value of rootOf(doc, 'tasks').values()) {
    const task = readShape(PLACED, value);
    if (task.challenge === challenge && (last === null || task.order > last)) last = task.order;
  }
  return last;
}

export class Person {
  readonly name: string;
  readonly id: PersonId;
  readonly token: string;
  readonly replica: Replica;
  readonly #live: Caller;

  private constructor(name: string, session: Session, replica: Replica, live: Caller) {
    this.name = name;
    this.id = session.person as PersonId;
    this.token = session.token;
    this.replica = replica;
    this.#live = live;
  }

  /** @param secret of a join link or a facilitator's. */
  static async join(api: Api, board: BoardId, secret: string, name: string): Promise<Person> {
    const session = await api.post<Session>('/api/join', { secret, name, place: 'remote' });
    const replica = new Replica(name, api.origin, board, session.token);
    const live = new Caller(api.origin, board, session.token);
    await replica.loaded();
    return new Person(name, session, replica, live);
  }

  pitch(given: { title: string; track: string; source: string; tape: number; after: string | null }): { id: ChallengeId; order: string } {
    const id = mint('challenge');
    const { after, ...rest } = given;
    const order = generateKeyBetween(after, null);
    this.replica.doc.transact(() => addChallenge(this.replica.doc, id, { ...rest, order, author: this.id, at: now() }));
    return { id, order };
  }

  async addTask(id: TaskId, challenge: ChallengeId, title: string): Promise<void> {
    const { doc } = this.replica;
    await this.replica.sees(`challenge ${challenge}`, () => readChallenge(doc, challenge) !== undefined);
    const order = generateKeyBetween(lastOrder(doc, challenge), null);
    doc.transact(() => addTask(doc, id, { title, challenge, order, author: this.id, at: now() }));
  }

  async seesTask(task: TaskId): Promise<void> {
    await this.replica.sees(`task ${task}`, (doc) => readTask(doc, task) !== undefined);
  }

  async seesSeated(task: TaskId, person: PersonId): Promise<void> {
    await this.replica.sees(`${person} on task ${task}`, (doc) => holds(doc, task, person));
  }

  give(command: Command): Promise<Answer> {
    return this.#live.give(command);
  }

  /** Says yes to whoever wants to sit beside them, once the question is on their screen. */
  async accept(ask: AskId): Promise<Answer> {
    await this.replica.sees(`question ${ask}`, (doc) => readAsk(doc, ask) !== undefined);
    return this.give({ name: 'answer-ask', body: { ask, accept: true } });
  }

  say(on: TaskId | '', text: string): void {
    const { doc } = this.replica;
    doc.transact(() => addTalk(doc, mint('talk'), { on, text, author: this.id, at: now() }));
  }

  record(task: TaskId, given: { summary: string; url: string; title: string; credit: readonly PersonId[] }): void {
    const { summary, url, title, credit } = given;
    recordOutcome(this.replica.doc, task, {
      kind: 'done',
      summary,
      next: '',
      evidence: [{ id: mint('link'), url, title }],
      credit,
      by: this.id,
      at: now(),
    });
  }

  /** Goes when somebody else has seen all they wrote: what others saw is on disk. */
  async leave(witness: Replica): Promise<void> {
    await witness.sees(`the last words of ${this.name}`, () => witness.hasAllOf(this.replica));
    this.close();
  }

  close(): void {
    this.#live.close();
    this.replica.close();
  }
}
