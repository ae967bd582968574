// What the referee needs to see of a board, read straight from the document: cheap enough for hundreds of commands a
// second on a large board. Reads only.

import * as Y from 'yjs';
import {
  isLocked,
  isOnHold,
  readAsk,
  readAsks,
  readClaimedTasks,
  readClaims,
  readClockBefore,
  readLiveEntry,
  readLiveList,
  readMeta,
  readPerson,
  readShape,
  readSprint,
  readVotes,
  rootOf,
  type LiveEntry,
} from '../board/board.ts';
import {
  OUTCOME,
  TASK,
  type AgendaItem,
  type Ask,
  type Claim,
  type ClockBefore,
  type LiveList,
  type Meta,
  type Person,
  type Sprint,
  type Votes,
} from '../board/schema.ts';
import type { Ballots } from '../board/votes.ts';
import { isId, type AgendaId, type AskId, type ChallengeId, type PersonId, type TaskId } from '../ids.ts';

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
  clockBefore(): ClockBefore;
  agendaItem(id: AgendaId): AgendaItem | undefined;
  /** An entry of one of the lists of `live`. */
  entry<L extends LiveList>(list: L, id: string): LiveEntry<L> | undefined;
  entries<L extends LiveList>(list: L): readonly LiveEntry<L>[];
  locked(): boolean;
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
    clockBefore: () => readClockBefore(doc),
    agendaItem: (id) => readAgendaItem(doc, id),
    entry: (list, id) => readLiveEntry(doc, list, id),
    entries: (list) => readLiveList(doc, list),
    locked: () => isLocked(doc),
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

function readAgendaItem(doc: Y.Doc, id: AgendaId): AgendaItem | undefined {
  const item = readMeta(doc).agenda[id];
  return item && { ...item, id };
}
