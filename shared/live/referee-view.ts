// What the referee needs to see of a board, read straight from the document: cheap enough for hundreds of commands a
// second on a large board. Reads only.

import * as Y from 'yjs';
import {
  isOnHold,
  readAsk,
  readAsks,
  readClaimedTasks,
  readClaims,
  readMeta,
  readPerson,
  readShape,
  readSprint,
  readVotes,
  rootOf,
} from '../board/board.ts';
import { OUTCOME, TASK, type Ask, type Claim, type Meta, type Person, type Sprint, type Votes } from '../board/schema.ts';
import type { Ballots } from '../board/votes.ts';
import { isId, type AskId, type ChallengeId, type PersonId, type TaskId } from '../ids.ts';

/** The part of a task that matters for its seats. */
export type SeatedTask = { readonly id: TaskId; readonly title: string; readonly seats: number; readonly finished: boolean };

export interface RefereeView {
  meta(): Meta;
  task(id: TaskId): SeatedTask | undefined;
  claims(task: TaskId): readonly Claim[];
  claimedTasks(): readonly TaskId[];
  person(id: PersonId): Person | undefined;
  ask(id: AskId): Ask | undefined;
  asks(): readonly Ask[];
  sprint(): Sprint;
  onHold(person: PersonId): boolean;
  challenges(): readonly { readonly id: ChallengeId }[];
  votes(): Votes;
  /** Who voted for what: kept beside the document. */
  ballots(): Ballots;
  /** Whether this person's command with this key was carried out before. */
  carriedOut(person: PersonId, key: string): boolean;
}

const SEATED_TASK = { title: TASK.title, seats: TASK.seats } as const;
const FINISHED = { kind: OUTCOME.kind } as const;

export function refereeView(doc: Y.Doc, carriedOut: RefereeView['carriedOut'], ballots: Ballots): RefereeView {
  return {
    meta: () => readMeta(doc),
    task: (id) => readSeatedTask(doc, id),
    claims: (task) => readClaims(doc, task),
    claimedTasks: () => readClaimedTasks(doc),
    person: (id) => readPerson(doc, id),
    ask: (id) => readAsk(doc, id),
    asks: () => readAsks(doc),
    sprint: () => readSprint(doc),
    onHold: (person) => isOnHold(doc, person),
    challenges: () => challengesOf(doc),
    votes: () => readVotes(doc),
    ballots: () => ballots,
    carriedOut,
  };
}

function challengesOf(doc: Y.Doc): { readonly id: ChallengeId }[] {
  return [...rootOf(doc, 'challenges').keys()].filter((id): id is ChallengeId => isId('challenge', id)).map((id) => ({ id }));
}

function readSeatedTask(doc: Y.Doc, id: TaskId): SeatedTask | undefined {
  const task = rootOf(doc, 'tasks').get(id);
  if (!(task instanceof Y.Map)) return undefined;
  const { kind } = readShape(FINISHED, task.get('outcome'));
  return { id, ...readShape(SEATED_TASK, task), finished: kind === 'done' || kind === 'learned' };
}
