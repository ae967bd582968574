// A small board for tests of what pages make of it. Nothing is rendered here.

import * as Y from 'yjs';
import { addChallenge, addTask, recordOutcome } from '../../../shared/board/board.ts';
import type { Claim, OutcomeKind, Person, Task } from '../../../shared/board/schema.ts';
import { viewBoard, type BoardView } from '../../../shared/board/view.ts';
import { millis, MINUTE, type ChallengeId, type PersonId, type TaskId } from '../../../shared/ids.ts';
import { seededMint } from '../../support/seed.ts';

export const NOW = millis(1_000 * MINUTE);

export class Room {
  readonly #doc = new Y.Doc();
  readonly #mint = seededMint(1);
  readonly #people = new Map<PersonId, Person>();
  readonly #claims = new Map<TaskId, readonly Claim[]>();
  #count = 0;

  challenge(title: string, tape = 0): ChallengeId {
    const id = this.#mint('challenge');
    addChallenge(this.#doc, id, { title, brief: '', tape, order: this.#next(), author: '', at: NOW });
    return id;
  }

  task(challenge: ChallengeId, title: string, seats = 2): TaskId {
    const id = this.#mint('task');
    addTask(this.#doc, id, { title, challenge, order: this.#next(), seats, author: '', at: NOW });
    return id;
  }

  person(name: string, given: Partial<Person> = {}): PersonId {
    const id = this.#mint('person');
    const usual = {
      color: 0,
      glyph: '★',
      role: 'participant',
      place: 'room',
      site: '',
      skills: {},
      newcomer: false,
      openToPair: false,
    } as const;
    this.#people.set(id, { id, name, ...usual, attribution: true, joinedAt: NOW, removed: false, hidden: false, waiting: false, ...given });
    return id;
  }

  claim(task: TaskId, person: PersonId, minutesLeft = 30): void {
    const before = this.#claims.get(task) ?? [];
    const leaseEndsAt = millis(NOW + minutesLeft * MINUTE);
    this.#claims.set(task, [...before, { task, person, seat: before.length, since: NOW, leaseEndsAt, driving: false }]);
  }

  outcome(task: TaskId, kind: OutcomeKind, credit: readonly PersonId[], minutesAgo: number): void {
    const at = millis(NOW - minutesAgo * MINUTE);
    recordOutcome(this.#doc, task, { kind, summary: '', next: '', evidence: [], credit, by: credit[0] ?? this.#mint('person'), at });
  }

  get view(): BoardView {
    return { ...viewBoard(this.#doc), people: this.#people, claims: this.#claims };
  }

  #next = (): string => `a${String(++this.#count).padStart(4, '0')}`;
}

export const titlesOf = (tasks: readonly Pick<Task, 'title'>[]): string[] => tasks.map((task) => task.title);
