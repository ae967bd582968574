// What came of a board, read once into plain data: numbers, work by challenge, people, open work, the sprint log. Every
// file of the report and every export is made from it. No formats here.

import { PLACES, type Challenge, type Place, type Task } from '../board/schema.ts';
import { countStates, taskState } from '../board/task.ts';
import type { BoardView } from '../board/view.ts';
import type { ChallengeId, LinkId, Millis } from '../ids.ts';
import { plainLine, plainText } from '../plain.ts';
import { burnUpOf } from './burn-up.ts';
import { connectionsOf } from './connections.ts';
import { withoutHidden } from './hidden.ts';
import { creditedOn, creditOf, holdersOf, namesOf, peopleOf, takesPart, type Call } from './people.ts';
import type { Report, ReportChallenge, ReportEvent, ReportNumbers, ReportOutcome, ReportTask } from './shape.ts';
import { checkInsOf, firstOutcomesOf, helpOf, NO_LISTS, parkedOf, type RoomLists } from './room-numbers.ts';
import { countOutcomes, sprintsOf } from './sprints.ts';

export type { Report, ReportEvent } from './shape.ts';

const WITHOUT_CHALLENGE = 'Without a challenge';

/** Reads a board, and what was listed while it was run, into its report, as of a moment. */
export function reportOf(board: BoardView, event: ReportEvent, at: Millis, roomLists: RoomLists = NO_LISTS): Report {
  const { view, lists } = withoutHidden(board, roomLists);
  const call = namesOf(view);
  const challenges = challengesOf(view, call);
  const sprints = sprintsOf(view, call, at);
  const tasks = challenges.flatMap((challenge) => [...challenge.outcomes, ...challenge.untouched]);
  return {
    version: 1,
    title: plainLine(event.title) || plainLine(view.meta.title) || 'Hackfest',
    place: plainLine(event.place),
    zone: event.zone,
    startsAt: event.startsAt,
    endsAt: event.endsAt,
    madeAt: at,
    numbers: numbersOf(view, lists, sprints.length),
    challenges,
    ...peopleOf(view, call),
    open: tasks.filter((task) => task.state !== 'done'),
    firstOutcomes: firstOutcomesOf(view, call),
    parked: parkedOf(view, lists, call),
    sprints,
    burnUp: burnUpOf(view, at),
  };
}

function numbersOf(view: BoardView, lists: RoomLists, sprints: number): ReportNumbers {
  const people = [...view.people.values()].filter(takesPart);
  const credited = new Set(view.tasks.flatMap(creditedOn));
  const outcomes = countOutcomes(view.tasks);
  const newcomers = people.filter((person) => person.newcomer);
  const inPlace = (place: Place) => people.filter((person) => person.place === place).length;
  return {
    challenges: view.challenges.length,
    tasks: { all: view.tasks.length, ...countStates(view.claims, view.tasks) },
    outcomes: { all: Object.values(outcomes).reduce((all, count) => all + count, 0), ...outcomes },
    people: { all: people.length, ...byPlace(inPlace), newcomers: newcomers.length },
    newcomersWithOutcome: newcomers.filter((person) => credited.has(person.id)).length,
    connections: connectionsOf(view),
    help: helpOf(lists),
    checkIns: checkInsOf(view, lists),
    parked: { all: lists.parked.length, open: lists.parked.filter(({ reviewedAt }) => reviewedAt === 0).length },
    sprints,
  };
}

const byPlace = (count: (place: Place) => number) =>
  Object.fromEntries(PLACES.map((place) => [place, count(place)])) as { [P in Place]: number };

function challengesOf(view: BoardView, call: Call): ReportChallenge[] {
  const tasks = new Map<ChallengeId | '', Task[]>(view.challenges.map((challenge) => [challenge.id, []]));
  const homeless: Task[] = [];
  for (const task of view.tasks) (tasks.get(task.challenge) ?? homeless).push(task);
  const listed = view.challenges.map((challenge) => challengeOf(view, challenge, tasks.get(challenge.id) ?? [], call));
  return homeless.length > 0 ? [...listed, challengeOf(view, NO_CHALLENGE, homeless, call)] : listed;
}

type Heading = Pick<Challenge, 'title' | 'brief' | 'track' | 'source'> & { readonly id: ChallengeId | '' };
const NO_CHALLENGE: Heading = { id: '', title: WITHOUT_CHALLENGE, brief: '', track: '', source: '' };

function challengeOf(view: BoardView, challenge: Heading, tasks: readonly Task[], call: Call): ReportChallenge {
  const title = plainLine(challenge.title);
  const listed = tasks.map((task) => taskOf(view, task, title, call));
  return {
    key: challenge.id,
    title,
    brief: plainText(challenge.brief),
    track: plainLine(challenge.track),
    source: plainLine(challenge.source),
    outcomes: listed.filter((task) => task.outcome !== null),
    untouched: listed.filter((task) => task.outcome === null),
    ...countStates(view.claims, tasks),
  };
}

function taskOf(view: BoardView, task: Task, challenge: string, call: Call): ReportTask {
  const { kind, phase, first, size, parent } = task;
  return {
    key: task.id,
    title: plainLine(task.title),
    challenge,
    parent,
    kind,
    phase,
    first,
    size,
    skills: Object.keys(task.skills).filter((skill) => task.skills[skill]),
    state: taskState(task, view.claims.get(task.id)?.length ?? 0),
    holders: creditOf(holdersOf(view, task), call),
    outcome: outcomeOf(task, call),
  };
}

function outcomeOf(task: Task, call: Call): ReportOutcome | null {
  const { kind, summary, next, at } = task.outcome;
  if (kind === '') return null;
  const evidence = Object.entries(task.outcome.evidence).map(([key, link]) => ({
    key: key as LinkId,
    url: plainLine(link.url),
    title: plainLine(link.title),
  }));
  return { kind, summary: plainText(summary), next: plainLine(next), evidence, credit: creditOf(creditedOn(task), call), at };
}
