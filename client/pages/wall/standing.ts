// What the wall says of a board: how the challenges stand, who is on what, what came of it lately. Plain values only; how
// much of it fits on a screen is not known here.

import { countStates, freeSeats, isFinished } from '../../../shared/board/task.ts';
import type { Challenge, OutcomeKind, Person, Task } from '../../../shared/board/schema.ts';
import type { BoardView } from '../../../shared/board/view.ts';
import type { ChallengeId, Millis, TaskId } from '../../../shared/ids.ts';

export type ChallengeStand = {
  readonly id: ChallengeId;
  readonly challenge: Challenge;
  readonly free: number;
  readonly claimed: number;
  readonly done: number;
};
export type TaskStand = {
  readonly id: TaskId;
  readonly title: string;
  readonly tape: number;
  readonly people: readonly Person[];
  readonly seatsFree: number;
};
export type OutcomeStand = {
  readonly id: TaskId;
  /** The line that was recorded, or the task where none was. */
  readonly title: string;
  readonly kind: OutcomeKind;
  readonly tape: number;
  readonly names: readonly string[];
  readonly at: Millis;
};

/** The challenges in the board's order, each with its tasks counted. */
export function challengeStands(view: BoardView): readonly ChallengeStand[] {
  const tasks = byChallenge(view.tasks);
  return view.challenges.map((challenge) => ({ id: challenge.id, challenge, ...countStates(view.claims, tasks.get(challenge.id) ?? []) }));
}

/** Tasks somebody works on, by challenge and then in the board's order. */
export const workStands = (view: BoardView): readonly TaskStand[] => openTasks(view).filter((task) => task.people.length > 0);

/** Tasks nobody has taken yet. */
export const freeStands = (view: BoardView): readonly TaskStand[] => openTasks(view).filter((task) => task.people.length === 0);

function openTasks(view: BoardView): readonly TaskStand[] {
  const tasks = byChallenge(view.tasks);
  return view.challenges.flatMap(({ id, tape }) =>
    (tasks.get(id) ?? []).filter((task) => !isFinished(task)).map((task) => taskStand(view, task, tape)),
  );
}

function taskStand(view: BoardView, task: Task, tape: number): TaskStand {
  const claims = view.claims.get(task.id) ?? [];
  const people = claims.map((claim) => view.people.get(claim.person)).filter((person) => person !== undefined);
  return { id: task.id, title: task.title, tape, people, seatsFree: freeSeats(task, claims) };
}

/** The latest outcomes, newest first. Who would rather not be named is not. */
export function freshOutcomes(view: BoardView, most: number): readonly OutcomeStand[] {
  const tapes = new Map(view.challenges.map((challenge) => [challenge.id as string, challenge.tape]));
  return view.tasks
    .filter((task) => task.outcome.kind !== '')
    .sort((a, b) => b.outcome.at - a.outcome.at)
    .slice(0, most)
    .map((task) => ({
      id: task.id,
      title: task.outcome.summary || task.title,
      kind: task.outcome.kind as OutcomeKind,
      tape: tapes.get(task.challenge) ?? 0,
      names: creditedNames(view, task),
      at: task.outcome.at,
    }));
}

function creditedNames(view: BoardView, task: Task): readonly string[] {
  const credited = Object.keys(task.outcome.credit).filter((person) => task.outcome.credit[person]);
  return credited
    .map((id) => view.people.get(id as Person['id']))
    .filter((person) => person?.attribution)
    .map((person) => person?.name ?? '');
}

function byChallenge(tasks: readonly Task[]): ReadonlyMap<string, readonly Task[]> {
  const found = new Map<string, Task[]>();
  for (const task of tasks) {
    const list = found.get(task.challenge);
    if (list) list.push(task);
    else found.set(task.challenge, [task]);
  }
  return found;
}
