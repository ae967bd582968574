// A board without a server: a document, its people and tasks, and the referee deciding on it the way a room does.
// Time is a number the test moves.

import * as Y from 'yjs';
import { addChallenge, addTask, recordOutcome } from '../../shared/board/board.ts';
import { applyWrites, prepareBoard } from '../../shared/board/server-writes.ts';
import type { Dots, OutcomeKind, Person, Role, Sprint, Task } from '../../shared/board/schema.ts';
import { viewLists, type LiveLists } from '../../shared/board/live-lists.ts';
import { viewBoard, type BoardView } from '../../shared/board/view.ts';
import { MINUTE, millis, type AskId, type PersonId, type TaskId } from '../../shared/ids.ts';
import type { Command, CommandName } from '../../shared/live/commands.ts';
import { decide, due, nextDue, type Decision } from '../../shared/live/referee.ts';
import { refereeView } from '../../shared/live/referee-view.ts';
import { isRefusal, type Refusal } from '../../shared/refusal.ts';
import { MORNING } from './clock.ts';
import { seededMint } from './seed.ts';

export const NO_SPRINT: Sprint = {
  id: '',
  goal: '',
  startedAt: millis(0),
  endsAt: millis(0),
  length: 0,
  pausedAt: millis(0),
  endedAt: millis(0),
  stage: 'work',
  item: '',
  warnAt: 5,
  warnAgainAt: 1,
  by: '',
};

type BodyOf<C extends CommandName> = Extract<Command, { name: C }>['body'];

export class Table {
  readonly doc = new Y.Doc();
  readonly mint = seededMint(7);
  readonly #carriedOut = new Set<string>();
  readonly ballots = new Map<PersonId, Dots>();
  readonly #view = refereeView(this.doc, (person, key) => this.#carriedOut.has(`${person} ${key}`), this.ballots);
  readonly challenge = this.mint('challenge');
  now = millis(MORNING);
  #keys = 0;

  constructor() {
    prepareBoard(this.doc);
    addChallenge(this.doc, this.challenge, { title: 'Bike paths', order: 'a0' });
  }

  get view(): BoardView & LiveLists {
    return { ...viewBoard(this.doc), ...viewLists(this.doc) };
  }

  person(name: string, role: Role = 'participant'): PersonId {
    const id = this.mint('person');
    const person: Person = {
      id,
      name,
      role,
      color: 0,
      glyph: '●',
      place: 'room',
      site: '',
      skills: {},
      newcomer: false,
      openToPair: false,
      attribution: true,
      joinedAt: this.now,
      removed: false,
      hidden: false,
      waiting: false,
    };
    applyWrites(this.doc, [{ write: 'person', person }]);
    return id;
  }

  task(title: string, seats = 2): TaskId {
    const id = this.mint('task');
    addTask(this.doc, id, { title, challenge: this.challenge, seats, order: 'a0' });
    return id;
  }

  finish(task: TaskId, kind: OutcomeKind | ''): void {
    recordOutcome(this.doc, task, {
      kind: kind as OutcomeKind,
      summary: '',
      next: '',
      evidence: [],
      credit: [],
      by: this.mint('person'),
      at: this.now,
    });
  }

  taskView(id: TaskId): Task {
    const task = this.view.tasks.find((known) => known.id === id);
    if (!task) throw new Error(`there is no task ${id}`);
    return task;
  }

  /** Decides a command and, unless refused, carries it out. */
  give<C extends CommandName>(person: PersonId, name: C, body: BodyOf<C>, key = `key-${(this.#keys += 1)}`): Decision | Refusal {
    const by = this.view.people.get(person);
    if (!by) throw new Error(`there is nobody called ${person}`);
    const decision = decide(this.#view, { name, body, key } as never, by, this.now, this.mint);
    if (!isRefusal(decision)) {
      this.#carriedOut.add(`${person} ${key}`);
      this.#carry(decision);
    }
    return decision;
  }

  /** Gives an ask's id, which must have been granted. */
  ask(from: PersonId, task: TaskId, to: PersonId): AskId {
    const decision = this.give(from, 'ask-to-pair', { task, to });
    if (isRefusal(decision) || !decision.ask) throw new Error(`refused: ${JSON.stringify(decision)}`);
    return decision.ask;
  }

  /** Moves on and lets time do what it brings about, as a room does. */
  wait(minutes: number): void {
    this.now = millis(this.now + minutes * MINUTE);
    this.#carry({ writes: due(this.#view, this.now) });
  }

  get nextDue(): number | undefined {
    return nextDue(this.#view);
  }

  holders(task: TaskId): PersonId[] {
    return (this.view.claims.get(task) ?? []).map((claim) => claim.person);
  }

  drivers(task: TaskId): PersonId[] {
    return (this.view.claims.get(task) ?? []).filter((claim) => claim.driving).map((claim) => claim.person);
  }

  logged(): string[] {
    return this.view.log.map((entry) => entry.kind);
  }

  #carry({ writes, ballots }: Decision): void {
    this.doc.transact(() => applyWrites(this.doc, writes));
    for (const [person, dots] of ballots ?? []) this.ballots.set(person, dots);
  }
}

export const refused = (decision: Decision | Refusal): string => (isRefusal(decision) ? decision.refused : 'granted');
