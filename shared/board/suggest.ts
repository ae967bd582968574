// Who might do what, with the reasons: fitting tasks for one person, and people who might sit together. It proposes and
// never assigns; what is proposed depends on the board alone, so every screen would propose the same.

import type { PersonId, TaskId } from '../ids.ts';
import type { Person, Task } from './schema.ts';
import { freeSeats, isFinished } from './task.ts';
import type { BoardView } from './view.ts';

export type Reason =
  /** Small and scoped, made for newcomers. */
  | { readonly why: 'first' }
  | { readonly why: 'skill'; readonly skill: string }
  /** What it takes, in minutes, fits into the time left. */
  | { readonly why: 'size'; readonly minutes: number }
  /** Somebody on it, open to pair, who can help. */
  | { readonly why: 'help'; readonly person: PersonId }
  | { readonly why: 'nobody-yet' };

export type Suggestion = { readonly task: Task; readonly reasons: readonly Reason[] };

export type Seeker = {
  readonly person: PersonId;
  /** Minutes of working time left; undefined when no clock runs. */
  readonly minutesLeft: number | undefined;
};

/** What each point for or against a task weighs. A first task for a newcomer outweighs everything else. */
const WEIGHT = { first: 8, skill: 3, strange: -2, size: 2, help: 3, nobody: 1, partial: 1 } as const;

/**
 * Tasks with a free seat that fit somebody, best first. Empty means honestly nothing: all is taken, finished, blocked, or
 * longer than the time left.
 */
export function suggestTasks(view: BoardView, { person, minutesLeft }: Seeker): Suggestion[] {
  const me = view.people.get(person);
  if (!me) return [];
  const split = new Set(view.tasks.filter((task) => task.parent !== '' && !isFinished(task)).map((task) => task.parent));
  return view.tasks
    .filter((task) => isOpenTo(view, task, person) && !split.has(task.id) && fits(task, minutesLeft))
    .map((task) => ({ task, ...weigh(view, task, me, minutesLeft) }))
    .sort((a, b) => b.points - a.points || spread(person, a.task.id) - spread(person, b.task.id))
    .map(({ task, reasons }) => ({ task, reasons }));
}

function isOpenTo(view: BoardView, task: Task, person: PersonId): boolean {
  const claims = view.claims.get(task.id) ?? [];
  const open = !isFinished(task) && task.outcome.kind !== 'blocked' && task.phase === 'during';
  return open && freeSeats(task, claims) > 0 && !claims.some((claim) => claim.person === person);
}

/** A task of unknown size fits any time. */
const fits = (task: Task, minutesLeft: number | undefined): boolean =>
  minutesLeft === undefined || task.size === 0 || task.size <= minutesLeft;

function weigh(view: BoardView, task: Task, me: Person, minutesLeft: number | undefined): { points: number; reasons: Reason[] } {
  const reasons: Reason[] = [];
  let points = 0;
  const add = (weight: number, reason?: Reason) => {
    points += weight;
    if (reason) reasons.push(reason);
  };
  if (me.newcomer && task.first) add(WEIGHT.first, { why: 'first' });
  const wanted = skillsOf(task);
  const shared = wanted.filter((skill) => me.skills[skill]);
  for (const skill of shared) add(WEIGHT.skill, { why: 'skill', skill });
  if (wanted.length > 0 && shared.length === 0) add(WEIGHT.strange);
  if (task.size > 0 && minutesLeft !== undefined) add(WEIGHT.size, { why: 'size', minutes: task.size });
  const helper = helperOn(view, task, me);
  if (helper) add(me.newcomer ? WEIGHT.help : 1, { why: 'help', person: helper });
  if (!view.claims.has(task.id)) add(WEIGHT.nobody, { why: 'nobody-yet' });
  if (task.outcome.kind === 'partial') add(WEIGHT.partial);
  return { points, reasons };
}

const skillsOf = (task: Task): string[] => Object.keys(task.skills).filter((skill) => task.skills[skill]);

/** Who sits on it, is open to pair and knows their way. */
function helperOn(view: BoardView, task: Task, me: Person): PersonId | undefined {
  const holders = (view.claims.get(task.id) ?? []).map((claim) => view.people.get(claim.person));
  return holders.find((holder) => holder !== undefined && holder.id !== me.id && holder.openToPair && !holder.newcomer)?.id;
}

/** Orders equals differently for each person, so that a room asking at once is not sent to one task. */
function spread(person: PersonId, task: TaskId): number {
  let hash = 0x811c9dc5;
  for (const character of person + task) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return hash;
}

// -- people --------------------------------------------------------------------------------------------------------------

export type PairSuggestion = {
  /** Who has no seat. */
  readonly person: PersonId;
  /** Who holds a task with a free seat. */
  readonly partner: PersonId;
  readonly task: TaskId;
  readonly reasons: readonly PairReason[];
};
export type PairReason = { readonly why: 'newcomer' } | { readonly why: 'skill'; readonly skill: string } | { readonly why: 'open' };

/**
 * For each of these people who hold no seat, the partner who fits best; a partner is proposed once.
 * @param here who is here now
 */
export function suggestPairs(view: BoardView, here: ReadonlySet<PersonId>): PairSuggestion[] {
  const seated = new Set([...view.claims.values()].flat().map((claim) => claim.person));
  const idle = [...here].filter((person) => !seated.has(person) && view.people.get(person)?.role === 'participant');
  const taken = new Set<PersonId>();
  const suggestions: PairSuggestion[] = [];
  // Newcomers choose first.
  idle.sort((a, b) => Number(view.people.get(b)?.newcomer ?? false) - Number(view.people.get(a)?.newcomer ?? false) || (a < b ? -1 : 1));
  for (const person of idle) {
    const best = bestPartner(view, person, (partner) => here.has(partner) && !taken.has(partner));
    if (!best) continue;
    taken.add(best.partner);
    suggestions.push(best);
  }
  return suggestions;
}

function bestPartner(view: BoardView, person: PersonId, free: (partner: PersonId) => boolean): PairSuggestion | undefined {
  const me = view.people.get(person);
  let best: (PairSuggestion & { readonly points: number }) | undefined;
  for (const task of view.tasks) {
    if (!me || !isOpenTo(view, task, person)) continue;
    for (const claim of view.claims.get(task.id) ?? []) {
      const partner = view.people.get(claim.person);
      if (!partner || !free(partner.id)) continue;
      const reasons = pairReasons(me, partner, task);
      const points = reasons.reduce((sum, reason) => sum + (reason.why === 'newcomer' ? 4 : reason.why === 'open' ? 2 : 1), 0);
      if (points > (best?.points ?? 0)) best = { person, partner: partner.id, task: task.id, reasons, points };
    }
  }
  return best && { person: best.person, partner: best.partner, task: best.task, reasons: best.reasons };
}

function pairReasons(me: Person, partner: Person, task: Task): PairReason[] {
  const reasons: PairReason[] = [];
  if (me.newcomer !== partner.newcomer) reasons.push({ why: 'newcomer' });
  for (const skill of skillsOf(task)) if (me.skills[skill]) reasons.push({ why: 'skill', skill });
  if (me.openToPair && partner.openToPair) reasons.push({ why: 'open' });
  return reasons;
}
