// The referee: given a board and a command, what is to be written, or why not. Pure: it reads a view and returns a
// decision; the room carries it out. It knows nothing of sockets, documents or clocks.

import { mayCommand } from '../access/policy.ts';
import type { Write } from '../board/board.ts';
import { LIMITS, PERSON, SPRINT, type Claim, type LogEntry, type Meta, type Person, type Sprint } from '../board/schema.ts';
import { assertNever, MINUTE, millis, type AskId, type Millis, type Mint, type PersonId, type TaskId } from '../ids.ts';
import { isRefusal, refuse, type Refusal } from '../refusal.ts';
import { plainLine } from '../plain.ts';
import type { Command, CommandBody, CommandCall } from './commands.ts';
import type { RefereeView, SeatedTask } from './referee-view.ts';
import { revealVotes, reopenVotes, vote, type VoteDecision } from './vote.ts';
import { extendSprint, pauseSprint, resumeSprint, sprintState } from './sprint.ts';

/** A seat outlives the sprint it was taken in by this long, to write the outcome down. */
export const LEASE_AFTER_SPRINT = 10 * MINUTE;

export type Decision = VoteDecision & { readonly seat?: number; readonly ask?: AskId };

type Case = { readonly view: RefereeView; readonly by: Person; readonly now: Millis; readonly key: string; readonly mint: Mint };

const NOTHING_TO_DO: Decision = { writes: [] };

/** Decides one command of one person at one moment. A retry with the same key, or of what is already so, writes nothing. */
export function decide(view: RefereeView, call: CommandCall, by: Person, now: Millis, mint: Mint): Decision | Refusal {
  if (!mayCommand(by.role, call.name)) {
    const mentorWantsSeat = by.role === 'mentor' && call.name === 'claim';
    return mentorWantsSeat ? refuse('mentors-hold-no-tasks') : refuse('not-allowed', { role: by.role });
  }
  const at: Case = { view, by, now, key: call.key, mint };
  if (view.carriedOut(by.id, call.key)) return repeated(at, call);
  return judge(at, call);
}

function judge(at: Case, command: Command): Decision | Refusal {
  switch (command.name) {
    case 'claim':
      return claim(at, command.body.task);
    case 'release':
      return release(at, command.body.task);
    case 'hand-over':
      return handOver(at, command.body.task, command.body.to);
    case 'renew':
      return renew(at, command.body.task);
    case 'drive':
      return drive(at, command.body.task);
    case 'ask-to-pair':
      return askToPair(at, command.body.task, command.body.to);
    case 'answer-ask':
      return answerAsk(at, command.body.ask, command.body.accept);
    case 'start-sprint':
      return startSprint(at, command.body.minutes, command.body.goal);
    case 'pause-sprint':
      return pause(at);
    case 'resume-sprint':
      return resume(at);
    case 'extend-sprint':
      return extend(at, command.body.minutes);
    case 'end-sprint':
      return end(at);
    case 'lift-hold':
      return liftHold(at, command.body.person);
    case 'accept-replicas':
      return acceptReplicas(at, command.body.minutes);
    case 'vote':
      return vote(at.view, at.by.id, command.body.challenge, command.body.dots);
    case 'reveal-votes':
      return revealVotes(at.view, at.by.id, at.now);
    case 'reopen-votes':
      return reopenVotes(at.view, command.body.afresh);
    case 'edit-profile':
      return editProfile(at, command.body);
    default:
      return assertNever(command);
  }
}

const given = <T extends object>(body: T) => Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));

function editProfile(at: Case, { skills, site, ...rest }: CommandBody<'edit-profile'>): Decision {
  const person: Person = {
    ...at.by,
    ...given(rest),
    ...(site === undefined ? {} : { site: plainLine(site) }),
    ...(skills && { skills: Object.fromEntries(skills.filter((skill) => PERSON.skills.key.test(skill)).map((skill) => [skill, true])) }),
  };
  return { writes: [{ write: 'person', person }] };
}

/** A command that was carried out before is answered by what is so now. */
function repeated(at: Case, call: CommandCall): Decision {
  if (call.name === 'ask-to-pair') return repeatedAsk(at, call.body.task, call.body.to);
  if (call.name !== 'claim') return NOTHING_TO_DO;
  const own = ownClaim(at, call.body.task);
  return own ? { writes: [], seat: own.seat } : NOTHING_TO_DO;
}

function repeatedAsk(at: Case, task: TaskId, to: PersonId): Decision {
  const ask = at.view.asks().find((known) => known.task === task && known.from === at.by.id && known.to === to);
  return ask ? { writes: [], ask: ask.id } : NOTHING_TO_DO;
}

// -- seats ------------------------------------------------------------------------------------------------------------

const ownClaim = (at: Case, task: TaskId): Claim | undefined => at.view.claims(task).find((claim) => claim.person === at.by.id);

function openTask(at: Case, id: TaskId): SeatedTask | Refusal {
  const task = at.view.task(id);
  if (!task) return refuse('no-such-task');
  return task.finished ? refuse('task-finished') : task;
}

function freeSeat(task: SeatedTask, claims: readonly Claim[]): number | undefined {
  const taken = new Set(claims.map((claim) => claim.seat));
  for (let seat = 0; seat < task.seats; seat++) if (!taken.has(seat)) return seat;
  return undefined;
}

/** Names whoever sits there, so that the answer helps: `people` carries their ids. */
function seatsTaken(view: RefereeView, claims: readonly Claim[]): Refusal {
  const holders = claims.map((claim) => view.person(claim.person)?.name ?? '?');
  return refuse('seats-taken', { holders: holders.join(', '), people: claims.map((claim) => claim.person).join(' ') });
}

export function leaseEnd(meta: Meta, sprint: Sprint, now: Millis): Millis {
  const state = sprintState(sprint, now);
  if (state === 'running') return millis(sprint.endsAt + LEASE_AFTER_SPRINT);
  if (state === 'paused') return millis(sprint.endsAt + (now - sprint.pausedAt) + LEASE_AFTER_SPRINT);
  return millis(now + meta.leaseMinutes * MINUTE);
}

const log = (at: Case, entry: Omit<LogEntry, 'at' | 'by' | 'key'>): Write => ({
  write: 'log',
  entry: { ...entry, at: at.now, by: at.by.id, key: at.key },
});

/** Seats somebody; the others there become their partners in the log, which is how an event knows its connections. */
function seatWrites(at: Case, task: TaskId, person: PersonId, seat: number, claims: readonly Claim[]): Write[] {
  const leaseEndsAt = leaseEnd(at.view.meta(), at.view.sprint(), at.now);
  const claim: Claim = { task, person, seat, since: at.now, leaseEndsAt, driving: claims.length === 0 };
  const partners = claims.map((other): Write => ({
    write: 'log',
    entry: { kind: 'paired', at: at.now, by: person, to: other.person, task, key: at.key },
  }));
  return [{ write: 'seat', claim }, ...partners];
}

function claim(at: Case, taskId: TaskId): Decision | Refusal {
  const task = openTask(at, taskId);
  if (isRefusal(task)) return task;
  const claims = at.view.claims(taskId);
  const own = ownClaim(at, taskId);
  if (own) return { writes: [], seat: own.seat };
  const seat = freeSeat(task, claims);
  if (seat === undefined) return seatsTaken(at.view, claims);
  return { writes: [...seatWrites(at, taskId, at.by.id, seat, claims), log(at, { kind: 'claimed', task: taskId })], seat };
}

/** Frees a seat; the wheel goes to whoever sat longest. */
function unseatWrites(claims: readonly Claim[], leaving: Claim): Write[] {
  const writes: Write[] = [{ write: 'unseat', task: leaving.task, person: leaving.person }];
  const [heir] = claims.filter((claim) => claim.person !== leaving.person).sort((a, b) => a.since - b.since);
  if (leaving.driving && heir) writes.push({ write: 'drive', task: leaving.task, person: heir.person });
  return writes;
}

function release(at: Case, task: TaskId): Decision | Refusal {
  const own = ownClaim(at, task);
  if (!own) return at.view.task(task) ? NOTHING_TO_DO : refuse('no-such-task');
  return { writes: [...unseatWrites(at.view.claims(task), own), log(at, { kind: 'released', task })] };
}

function handOver(at: Case, taskId: TaskId, to: PersonId): Decision | Refusal {
  const task = openTask(at, taskId);
  if (isRefusal(task)) return task;
  const own = ownClaim(at, taskId);
  if (!own) return refuse('not-your-seat');
  const heir = at.view.person(to);
  if (!heir) return refuse('no-such-person');
  if (heir.role === 'mentor') return refuse('mentors-hold-no-tasks');
  if (heir.role === 'viewer') return refuse('not-allowed', { role: heir.role });
  if (at.view.claims(taskId).some((other) => other.person === to)) return refuse('already-seated', { name: heir.name });
  const leaseEndsAt = leaseEnd(at.view.meta(), at.view.sprint(), at.now);
  return {
    writes: [
      { write: 'unseat', task: taskId, person: at.by.id },
      { write: 'seat', claim: { ...own, person: to, since: at.now, leaseEndsAt } },
      log(at, { kind: 'handed-over', task: taskId, to }),
    ],
    seat: own.seat,
  };
}

function renew(at: Case, task: TaskId): Decision | Refusal {
  const own = ownClaim(at, task);
  if (!own) return refuse('not-your-seat');
  const leaseEndsAt = millis(Math.max(own.leaseEndsAt, leaseEnd(at.view.meta(), at.view.sprint(), at.now)));
  return { writes: [{ write: 'lease', task, person: at.by.id, leaseEndsAt }] };
}

function drive(at: Case, task: TaskId): Decision | Refusal {
  return ownClaim(at, task) ? { writes: [{ write: 'drive', task, person: at.by.id }] } : refuse('not-your-seat');
}

// -- pairs ------------------------------------------------------------------------------------------------------------

function askToPair(at: Case, taskId: TaskId, to: PersonId): Decision | Refusal {
  const task = openTask(at, taskId);
  if (isRefusal(task)) return task;
  const other = at.view.person(to);
  if (!other || to === at.by.id) return refuse('no-such-person');
  if (other.role === 'mentor') return refuse('mentors-hold-no-tasks');
  const seated = at.view.claims(taskId).map((held) => held.person);
  if (!seated.includes(at.by.id) && !seated.includes(to)) return refuse('not-your-seat');
  if (seated.includes(at.by.id) && seated.includes(to)) return refuse('already-seated', { name: other.name });
  const earlier = at.view.asks().find((ask) => ask.task === taskId && ask.from === at.by.id && ask.to === to);
  if (earlier?.state === 'asked') return { writes: [], ask: earlier.id };
  const id = at.mint('ask');
  const ask = { id, task: taskId, from: at.by.id, to, at: at.now, state: 'asked' } as const;
  return { writes: [...(earlier ? [{ write: 'drop-ask', ask: earlier.id } as const] : []), { write: 'ask', ask }], ask: id };
}

function answerAsk(at: Case, id: AskId, accept: boolean): Decision | Refusal {
  const ask = at.view.ask(id);
  if (!ask || ask.task === '' || ask.from === '' || ask.to === '') return refuse('no-such-ask');
  if (ask.to !== at.by.id) return refuse('not-asked');
  const wanted = accept ? 'accepted' : 'declined';
  if (ask.state !== 'asked') return ask.state === wanted ? NOTHING_TO_DO : refuse('no-such-ask');
  const answered: Write = { write: 'ask', ask: { ...ask, state: wanted } };
  if (!accept) return { writes: [answered] };
  const seated = seatBoth(at, ask.task, ask.from, ask.to);
  return isRefusal(seated) ? seated : { writes: [...seated, answered] };
}

/** Seats whichever of the two does not sit yet; a full task gets one seat more, up to the limit. */
function seatBoth(at: Case, taskId: TaskId, from: PersonId, to: PersonId): Write[] | Refusal {
  const task = openTask(at, taskId);
  if (isRefusal(task)) return task;
  const claims = at.view.claims(taskId);
  const seated = new Set(claims.map((held) => held.person));
  if (seated.has(from) && seated.has(to)) return [];
  if (!seated.has(from) && !seated.has(to)) return refuse('not-your-seat');
  if (!at.view.person(from)) return refuse('no-such-person');
  const joining = seated.has(from) ? to : from;
  const free = freeSeat(task, claims);
  if (free !== undefined) return [...seatWrites(at, taskId, joining, free, claims)];
  if (task.seats >= LIMITS.seats) return seatsTaken(at.view, claims);
  return [{ write: 'seats', task: taskId, seats: task.seats + 1 }, ...seatWrites(at, taskId, joining, task.seats, claims)];
}

// -- sprint -----------------------------------------------------------------------------------------------------------

function startSprint(at: Case, minutes: number, goal: string): Decision | Refusal {
  const state = sprintState(at.view.sprint(), at.now);
  if (state === 'running' || state === 'paused') return refuse('sprint-running');
  const length = minutes * MINUTE;
  const sprint: Sprint = {
    id: at.mint('sprint'),
    goal: goal.trim(),
    startedAt: at.now,
    endsAt: millis(at.now + length),
    length,
    pausedAt: millis(0),
    endedAt: millis(0),
    by: at.by.id,
  };
  return changeSprint(at, sprint, {
    kind: 'sprint-started',
    minutes,
    sprint: sprint.id,
    ...(sprint.goal === '' ? {} : { goal: sprint.goal }),
  });
}

function pause(at: Case): Decision | Refusal {
  const sprint = at.view.sprint();
  const state = sprintState(sprint, at.now);
  if (state === 'paused') return refuse('sprint-paused');
  if (state !== 'running') return refuse('no-sprint');
  return changeSprint(at, pauseSprint(sprint, at.now), { kind: 'sprint-paused', sprint: sprint.id });
}

function resume(at: Case): Decision | Refusal {
  const sprint = at.view.sprint();
  const state = sprintState(sprint, at.now);
  if (state !== 'paused') return refuse(state === 'running' ? 'sprint-not-paused' : 'no-sprint');
  return changeSprint(at, resumeSprint(sprint, at.now), { kind: 'sprint-resumed', sprint: sprint.id });
}

function extend(at: Case, minutes: number): Decision | Refusal {
  const sprint = at.view.sprint();
  const state = sprintState(sprint, at.now);
  if (state !== 'running' && state !== 'paused') return refuse('no-sprint');
  const longer = extendSprint(sprint, minutes);
  if (longer.length > SPRINT.length.max) return refuse('bad-field', { field: 'minutes', problem: 'sprint-long' });
  return changeSprint(at, longer, { kind: 'sprint-extended', minutes, sprint: sprint.id });
}

function end(at: Case): Decision | Refusal {
  const sprint = at.view.sprint();
  const state = sprintState(sprint, at.now);
  if (state !== 'running' && state !== 'paused') return refuse('no-sprint');
  return changeSprint(at, { ...sprint, endedAt: at.now, pausedAt: millis(0) }, { kind: 'sprint-ended', sprint: sprint.id });
}

function changeSprint(at: Case, sprint: Sprint, entry: Omit<LogEntry, 'at' | 'by' | 'key'>): Decision {
  return { writes: [{ write: 'sprint', sprint }, ...leasesFor(at.view, sprint, at.now), log(at, entry)] };
}

/** Seats last at least to the end of the sprint and the time to write up, however it comes to its end. */
function leasesFor(view: RefereeView, sprint: Sprint, now: Millis): Write[] {
  const leaseEndsAt = sprint.endedAt === 0 ? leaseEnd(view.meta(), sprint, now) : millis(sprint.endedAt + LEASE_AFTER_SPRINT);
  return openClaims(view)
    .filter((claim) => claim.leaseEndsAt < leaseEndsAt)
    .map((claim): Write => ({ write: 'lease', task: claim.task, person: claim.person, leaseEndsAt }));
}

// -- order ------------------------------------------------------------------------------------------------------------

function liftHold(at: Case, person: PersonId): Decision {
  if (!at.view.onHold(person)) return NOTHING_TO_DO;
  return { writes: [{ write: 'lift-hold', person }, log(at, { kind: 'hold-lifted', to: person })] };
}

function acceptReplicas(at: Case, minutes: number): Decision {
  const replicas = { acceptedUntil: millis(at.now + minutes * MINUTE) };
  return { writes: [{ write: 'replicas', replicas }, log(at, { kind: 'replicas-accepted', minutes })] };
}

// -- what time alone brings about -----------------------------------------------------------------------------------

const openClaims = (view: RefereeView): Claim[] =>
  view
    .claimedTasks()
    .filter((task) => view.task(task)?.finished === false)
    .flatMap((task) => view.claims(task));

/** What has fallen due by now: a sprint at its end, seats whose lease ran out. A removed task keeps its seats: undo brings both back. */
export function due(view: RefereeView, now: Millis): Write[] {
  const sprint = view.sprint();
  const writes: Write[] = [];
  if (sprint.endedAt === 0 && sprintState(sprint, now) === 'over') {
    writes.push({ write: 'sprint', sprint: { ...sprint, endedAt: sprint.endsAt } });
    writes.push({ write: 'log', entry: { kind: 'sprint-ended', at: sprint.endsAt, by: '', sprint: sprint.id } });
  }
  if (sprintState(sprint, now) === 'paused') return writes;
  const lapsed = openClaims(view).filter((claim) => claim.leaseEndsAt <= now);
  for (const claim of lapsed) {
    // Whoever lapses at the same moment can not inherit the wheel.
    const staying = view
      .claims(claim.task)
      .filter((other) => other.person === claim.person || !lapsed.some((gone) => isSameSeat(gone, other)));
    writes.push(...unseatWrites(staying, claim));
    writes.push({ write: 'log', entry: { kind: 'lapsed', at: now, by: '', task: claim.task, to: claim.person } });
  }
  return writes;
}

const isSameSeat = (a: Claim, b: Claim): boolean => a.task === b.task && a.person === b.person;

/** When `due` has to be asked next; nothing while nothing can fall due. */
export function nextDue(view: RefereeView): Millis | undefined {
  const sprint = view.sprint();
  const open = sprint.id !== '' && sprint.endedAt === 0;
  if (open && sprint.pausedAt !== 0) return undefined;
  const moments = openClaims(view).map((claim) => claim.leaseEndsAt);
  if (open) moments.push(sprint.endsAt);
  return moments.length > 0 ? millis(Math.min(...moments)) : undefined;
}
