// The whole event, replayed: makes the event, lets everybody do what the record says at its time, and compares all boards
// at the end. It starts no server, reads no file and prints nothing.

import { readClaims, readTask, rootOf } from '../../shared/board/board.ts';
import { TAPES } from '../../shared/board/schema.ts';
import type { ChallengeId, PersonId, TaskId } from '../../shared/ids.ts';
import type { Answer } from '../../shared/live/commands.ts';
import { readActivity, readProjects, replayActions, type ReplayAction, type SprintProject, type TaskName } from '../support/activity.ts';
import { catchUp, disagreements, type BoardJson } from './agreement.ts';
import { Api, type EventAt, type Links, type Session } from './api.ts';
import { count, countReasons, type Counts, type Figures } from './figures.ts';
import { inPace } from './pace.ts';
import { mint, Person } from './person.ts';
import { Replica } from './replica.ts';

const HOUR = 3_600_000;
/** People stay this long after the last thing they did. */
const STAY = 2 * HOUR;
/** Things under way at once. */
const MOST = 64;
/** How much longer than planned it may take on a slow or busy machine. */
const SLACK = 15 * 60_000;

export type Recorded = { readonly activity: string; readonly projects: string };
export type Place = { readonly url: string; readonly organizer: string };
export type Choice = { readonly speed: number; readonly limit: number };

type Leaving = { readonly act: 'leave'; readonly at: number; readonly actor: string };
type Facilitating = { readonly act: 'extend-sprint'; readonly at: number; readonly actor: '' };
type Step = ReplayAction | Leaving | Facilitating;

/** Somebody of the record. What they do they do one after the other. */
type Actor = {
  /** From when they are on their way in until they are gone; then nothing keeps their copy of the board in memory. */
  person: Promise<Person> | undefined;
  id: Promise<PersonId> | undefined;
  last: Promise<unknown>;
  readonly leavesAt: number;
  /** What they have to see through before they leave. */
  readonly promised: Promise<unknown>[];
  there: boolean;
};
type NamedTask = { readonly id: TaskId; readonly holders: string[] };

export async function replay(place: Place, recorded: Recorded, { speed, limit }: Choice): Promise<Figures> {
  const activity = readActivity(recorded.activity);
  const events = activity.events.slice(0, limit);
  const { actions, used, skipped } = replayActions(events);
  const end = events.at(-1)?.at ?? 0;
  const span = end - (events[0]?.at ?? 0);

  // The provider of every person listens for the end of the process.
  const listeners = process.getMaxListeners();
  process.setMaxListeners(0);
  const stage = await Stage.open(place, recorded, actions);
  try {
    const begun = performance.now();
    const pace = { speed, most: MOST, within: (span / speed) * 4 + SLACK };
    const behind = await inPace(timeline(actions, stage, end), pace, (step) => stage.play(step));
    const played = performance.now();
    const compared = await stage.compare();
    const seconds = { activity: (played - begun) / 1_000, agreeing: (performance.now() - played) / 1_000, behind: behind / 1_000 };
    return { read: events.length, used, skipped: countReasons(activity.skipped, skipped), ...stage.counted(), ...compared, seconds };
  } finally {
    stage.close();
    process.setMaxListeners(listeners);
  }
}

/** The record's actions, people leaving, and one thing the facilitator does half way. */
function timeline(actions: readonly ReplayAction[], stage: Stage, end: number): Step[] {
  const leaving = [...stage.actors]
    .map(([actor, { leavesAt }]): Leaving => ({ act: 'leave', at: leavesAt, actor }))
    .filter(({ at }) => at <= end);
  const middle = actions[Math.floor(actions.length / 2)]?.at ?? 0;
  const steps: Step[] = [...actions, ...leaving, { act: 'extend-sprint', at: middle, actor: '' }];
  return steps.sort((a, b) => a.at - b.at);
}

/** The board of the replay and everybody on it. */
class Stage {
  readonly actors = new Map<string, Actor>();
  readonly #api: Api;
  readonly #event: EventAt;
  readonly #links: Links;
  readonly #facilitator: Person;
  readonly #observer: Replica;
  readonly #challenges = new Map<string, ChallengeId>();
  readonly #tasks = new Map<TaskName, NamedTask>();
  readonly #done: Counts = {};
  readonly #answers: Counts = {};
  readonly #failed: string[] = [];
  #drops = 0;
  #there = 0;
  #mostAtOnce = 0;

  private constructor(api: Api, event: EventAt, links: Links, facilitator: Person, observer: Replica) {
    this.#api = api;
    this.#event = event;
    this.#links = links;
    this.#facilitator = facilitator;
    this.#observer = observer;
  }

  static async open({ url, organizer }: Place, recorded: Recorded, actions: readonly ReplayAction[]): Promise<Stage> {
    const api = new Api(url);
    const { token } = await api.post<Session>('/api/sessions', { secret: organizer });
    const startsAt = Date.now();
    const given = {
      title: 'Global Sprint 2017, replayed',
      scale: 'annual',
      place: '70 sites',
      callUrl: '',
      startsAt,
      endsAt: startsAt + 50 * HOUR,
      zone: 'UTC',
    };
    const { event, links } = await api.post<{ event: EventAt; links: Links }>('/api/events', given, token);
    const facilitator = await Person.join(api, event.board, links.facilitator, 'The facilitator');
    const wall = await api.post<Session>('/api/sessions', { secret: links.wall });
    const observer = new Replica('The wall', api.origin, event.board, wall.token);
    await observer.loaded();
    const stage = new Stage(api, event, links, facilitator, observer);
    stage.#expect(actions);
    stage.#pitch(actions, readProjects(recorded.projects).projects);
    await stage.#command('sprint', facilitator.give({ name: 'start-sprint', body: { minutes: 60, goal: 'What the record says' } }));
    return stage;
  }

  #expect(actions: readonly ReplayAction[]): void {
    const last = new Map(actions.map(({ actor, at }) => [actor, at]));
    for (const [actor, at] of last)
      this.actors.set(actor, {
        person: undefined,
        id: undefined,
        last: Promise.resolve(),
        leavesAt: at + STAY,
        promised: [],
        there: false,
      });
  }

  #pitch(actions: readonly ReplayAction[], projects: readonly SprintProject[]): void {
    const tracks = new Map(projects.map(({ repo, tracks }) => [repo.toLowerCase(), tracks.join(', ')]));
    const repos = new Set(actions.flatMap((action) => ('project' in action ? [action.project] : [])));
    let after: string | null = null;
    for (const repo of repos) {
      const track = (tracks.get(repo.toLowerCase()) ?? '').slice(0, 60);
      const given = { title: repo, track, source: `https://github.com/${repo}`, tape: this.#challenges.size % TAPES, after };
      const { id, order } = this.#facilitator.pitch(given);
      after = order;
      this.#challenges.set(repo, id);
    }
  }

  // -- playing --------------------------------------------------------------------------------------------------------

  /** Plays one step after its actor's earlier ones. A step that fails is counted, and the others go on. */
  play(step: Step): Promise<void> {
    if (step.act === 'extend-sprint')
      return this.#command('sprint', this.#facilitator.give({ name: 'extend-sprint', body: { minutes: 5 } }));
    const actor = this.#actor(step.actor);
    const before = actor.last;
    const going = this.#prepared(step, actor, before).catch(
      (error: unknown) => void this.#failed.push(`${step.actor} could not ${step.act}: ${String(error)}`),
    );
    actor.last = going;
    return going.then(() => undefined);
  }

  /** What depends on the order of the record is settled now; what depends on the wire waits for its turn. */
  #prepared(step: ReplayAction | Leaving, actor: Actor, before: Promise<unknown>): Promise<unknown> {
    switch (step.act) {
      case 'join':
        actor.person = before.then(() => Person.join(this.#api, this.#event.board, this.#links.join, step.actor));
        actor.id = actor.person.then((person) => person.id);
        // Whoever waits for this person is told when they can not join; nobody has to wait.
        actor.id.catch(() => undefined);
        return actor.person.then(() => this.#came(actor));
      case 'leave':
        return before.then(() => this.#leave(actor));
      default:
        return this.#work(step, actor, before);
    }
  }

  #work(step: Exclude<ReplayAction, { act: 'join' }>, actor: Actor, before: Promise<unknown>): Promise<unknown> {
    const challenge = this.#challengeOf(step.project);
    if (step.act === 'add-task') this.#tasks.set(step.task, { id: mint('task'), holders: [] });
    const task = step.task === '' ? undefined : this.#task(step.task);
    const holders = [...(task?.holders ?? [])];
    if (task && (step.act === 'claim' || step.act === 'pair')) task.holders.push(step.actor);
    const turn = before.then(() => this.#personOf(actor));
    switch (step.act) {
      case 'add-task':
        return turn
          .then((person) => person.addTask(this.#task(step.task).id, challenge, titleOf(step.task)))
          .then(() => this.#did('task added'));
      case 'talk':
        return turn.then((person) => this.#talk(person, step, task)).then(() => this.#did('talk'));
      case 'claim':
        return turn.then((person) => this.#claim(person, this.#task(step.task)));
      case 'pair':
        return this.#pair(step, this.#task(step.task), turn);
      case 'renew':
        return turn.then((person) => this.#command('renew', person.give({ name: 'renew', body: { task: this.#task(step.task).id } })));
      case 'outcome':
        return turn.then((person) => this.#record(person, step, holders)).then(() => this.#did('outcome'));
    }
  }

  async #talk(person: Person, step: ReplayAction, task: NamedTask | undefined): Promise<void> {
    if (task) await person.seesTask(task.id);
    person.say(task?.id ?? '', `Row ${step.row} of the record, said by ${step.actor}.`);
  }

  async #claim(person: Person, { id }: NamedTask): Promise<void> {
    await person.seesTask(id);
    // Edits and commands travel on two sockets: a claim must not outrun the task one has just added oneself.
    await this.#observer.sees(`task ${id}`, (doc) => readTask(doc, id) !== undefined);
    await this.#command('claim', person.give({ name: 'claim', body: { task: id } }));
  }

  /** Asks whoever sits there, when they have not left; else takes the free seat beside theirs. */
  #pair(step: Extract<ReplayAction, { act: 'pair' }>, { id }: NamedTask, turn: Promise<Person>): Promise<void> {
    const partner = this.#actor(step.with);
    const there = partner.leavesAt > step.at;
    const paired = turn.then(async (person) => {
      const holder = await this.#idOf(step.with);
      await person.seesSeated(id, holder);
      if (!there) return this.#command('pair', person.give({ name: 'claim', body: { task: id } }));
      const asked = await person.give({ name: 'ask-to-pair', body: { task: id, to: holder } });
      await this.#command('ask', asked);
      if (asked.ok && asked.ask) await this.#command('pair', (await this.#personOf(partner)).accept(asked.ask));
    });
    // A partner does not leave while a question is open.
    if (there) partner.promised.push(paired.catch(() => undefined));
    return paired;
  }

  /** Whoever writes an outcome down has seen who worked on it. */
  async #record(person: Person, step: Extract<ReplayAction, { act: 'outcome' }>, holders: readonly string[]): Promise<void> {
    const { id } = this.#task(step.task);
    await person.seesTask(id);
    for (const holder of holders) await person.seesSeated(id, await this.#idOf(holder));
    const credit = await Promise.all(step.credit.map((actor) => this.#idOf(actor)));
    const [title, url] = [step.project, `https://github.com/${step.project}`];
    person.record(id, { summary: `Closed in row ${step.row} of the record.`, url, title, credit });
  }

  #came(actor: Actor): void {
    actor.there = true;
    this.#there++;
    this.#mostAtOnce = Math.max(this.#mostAtOnce, this.#there);
    this.#did('person joined');
  }

  async #leave(actor: Actor): Promise<void> {
    await Promise.all(actor.promised);
    const person = await this.#personOf(actor);
    await person.leave(this.#observer);
    actor.person = undefined;
    actor.there = false;
    this.#there--;
    this.#drops += person.replica.drops;
    this.#did('person left');
  }

  async #command(what: string, asked: Answer | Promise<Answer>): Promise<void> {
    const answer = await asked;
    count(this.#answers, `${what} ${answer.ok ? 'granted' : `refused: ${answer.refusal.refused}`}`);
  }

  #did = (what: string): number => count(this.#done, what);

  #actor(name: string): Actor {
    const actor = this.actors.get(name);
    if (!actor) throw new Error(`nobody is called ${name}`);
    return actor;
  }

  #personOf(actor: Actor): Promise<Person> {
    return actor.person ?? Promise.reject(new Error('they are not there'));
  }

  #idOf(name: string): Promise<PersonId> {
    return this.#actor(name).id ?? Promise.reject(new Error(`${name} never joined`));
  }

  #task(name: TaskName): NamedTask {
    const task = this.#tasks.get(name);
    if (!task) throw new Error(`there is no task ${name}`);
    return task;
  }

  #challengeOf(project: string): ChallengeId {
    const challenge = this.#challenges.get(project);
    if (!challenge) throw new Error(`nobody pitched ${project}`);
    return challenge;
  }

  // -- comparing ------------------------------------------------------------------------------------------------------

  /** Everybody who is still there, the facilitator, the wall and somebody who comes last of all show what the server has. */
  async compare(): Promise<Pick<Figures, 'people' | 'board' | 'replicas' | 'drops' | 'disagreements'>> {
    await this.#command('sprint', this.#facilitator.give({ name: 'end-sprint', body: {} }));
    const people = await this.#present();
    const replicas = [this.#observer, ...people.map(({ replica }) => replica)];
    for (const { replica } of people) await this.#observer.sees(`all that ${replica.name} wrote`, () => this.#observer.hasAllOf(replica));
    const newest = new Replica('The last to come', this.#api.origin, this.#event.board, this.#facilitator.token);
    await newest.loaded();
    const late = await Promise.allSettled(replicas.map((replica) => catchUp(replica, newest.doc)));
    const server = await this.#api.get<BoardJson>(`/api/boards/${this.#event.board}`, this.#facilitator.token);
    const compared = [...replicas, newest];
    const wrong = [
      ...late.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : [])),
      ...disagreements(server, compared),
    ];
    const board = boardCounts(server, newest);
    newest.close();
    return {
      people: { joined: this.#done['person joined'] ?? 0, mostAtOnce: this.#mostAtOnce, stillThere: people.length - 1 },
      board,
      replicas: compared.length,
      drops: compared.reduce((sum, replica) => sum + replica.drops, this.#drops),
      disagreements: [...wrong, ...this.#missing(newest, board)],
    };
  }

  async #present(): Promise<Person[]> {
    const actors = [...this.actors.values()].filter(({ there }) => there);
    return [this.#facilitator, ...(await Promise.all(actors.map((actor) => this.#personOf(actor))))];
  }

  /** What was done and is not on the board. */
  #missing(newest: Replica, board: Counts): string[] {
    const named = [...this.#tasks.values()];
    const seated = named.flatMap(({ id, holders }) => holders.map((holder) => ({ id, holder })));
    const lost = named.filter(({ id }) => !readTask(newest.doc, id)).map(({ id }) => `task ${id} is not on the board`);
    const done: [string, number | undefined][] = [
      ['talk', this.#done['talk']],
      ['tasks', this.#done['task added']],
      ['outcomes', this.#done['outcome']],
      ['people', (this.#done['person joined'] ?? 0) + 1],
      ['seats', seated.length],
    ];
    const seats = named
      .filter(({ id, holders }) => readClaims(newest.doc, id).length !== holders.length)
      .map(({ id }) => `task ${id} has other holders than the record`);
    return [
      ...lost,
      ...seats,
      ...done
        .filter(([what, expected]) => (expected ?? 0) !== board[what])
        .map(([what, expected]) => `the board has ${board[what]} ${what}, ${expected ?? 0} were made`),
    ];
  }

  counted(): Pick<Figures, 'done' | 'answers' | 'failed'> {
    return { done: this.#done, answers: this.#answers, failed: this.#failed };
  }

  close(): void {
    for (const actor of this.actors.values()) if (actor.there) void actor.person?.then((person) => person.close());
    this.#facilitator.close();
    this.#observer.close();
  }
}

const titleOf = (task: TaskName): string => {
  const [repo, number] = task.split('#');
  return `Issue ${number} in ${repo}`;
};

const boardCounts = (server: BoardJson, replica: Replica): Counts => ({
  challenges: server.challenges.length,
  tasks: server.tasks.length,
  outcomes: server.tasks.filter((task) => task.outcome.kind !== '').length,
  talk: rootOf(replica.doc, 'talk').size,
  seats: server.claims.length,
  people: server.people.length,
  'log entries': server.log.length,
});
