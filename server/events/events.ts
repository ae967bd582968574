// Events as the organizer sees them: made from a few answers, joined by people, described to those who may know.
// Brings catalogue, access and boards together; knows no transport.

import { editMeta, readPerson } from '../../shared/board/board.ts';
import { type Write } from '../../shared/board/server-writes.ts';
import { GLYPHS, PERSON_COLORS, type LogEntry, type Person, type Place, type Role, type Scale } from '../../shared/board/schema.ts';
import { millis, type BoardId, type EventId, type Millis, type PersonId } from '../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import { plainLine } from '../../shared/plain.ts';
import type { Access, Admitted, Invitation, Shown } from '../access/access.ts';
import { readName } from '../access/names.ts';
import type { Room } from '../board/room.ts';
import type { Rooms } from '../board/rooms.ts';
import type { Deps } from '../deps.ts';
import type { EventRecord, Joining, LinkKind } from '../storage/catalogue.ts';

export type NewEvent = Pick<EventRecord, 'title' | 'scale' | 'place' | 'callUrl' | 'startsAt' | 'endsAt' | 'zone'>;
/** What somebody says of themselves when they join; who was here before may leave it as it is. */
export type Introduction = Partial<NewPerson>;
type NewPerson = { readonly name: string; readonly place: Place; readonly newcomer: boolean };
export type Joined = { readonly token: string; readonly person: PersonId; readonly role: Role; readonly event: EventRecord };

/** What a board starts with, by scale. */
const PRESETS: { readonly [S in Scale]: { readonly seats: number; readonly leaseMinutes: number; readonly votesPerPerson: number } } = {
  micro: { seats: 2, leaseMinutes: 30, votesPerPerson: 3 },
  hackfest: { seats: 2, leaseMinutes: 45, votesPerPerson: 5 },
  annual: { seats: 2, leaseMinutes: 60, votesPerPerson: 5 },
};

/** People one board holds; a larger event gets more boards. */
const CAPACITY: { readonly [S in Scale]: number } = { micro: 50, hackfest: 500, annual: 1_000 };

export class Events {
  readonly #deps: Deps;
  readonly #access: Access;
  readonly #rooms: Rooms;

  constructor(deps: Deps, access: Access, rooms: Rooms) {
    this.#deps = deps;
    this.#access = access;
    this.#rooms = rooms;
  }

  /** Makes an event with its board and links. `fill` may put content on the board before anybody sees it. */
  async create(given: NewEvent, fill?: (room: Room) => void): Promise<EventRecord | Refusal> {
    const problem = timesProblem(given) ?? zoneProblem(given.zone) ?? callProblem(given.callUrl);
    if (problem) return problem;
    const { mint, clock } = this.#deps;
    const event: EventRecord = {
      ...given,
      title: plainLine(given.title),
      place: plainLine(given.place),
      id: mint('event'),
      board: mint('board'),
      createdAt: clock.now(),
      generations: { join: 1, facilitator: 1, wall: 1 },
      sample: fill !== undefined,
    };
    if (event.title === '') return refuse('bad-field', { field: 'title', problem: 'title-empty' });
    const room = await this.#rooms.open(event.board);
    room.edit(() => editMeta(room.doc, { title: event.title, ...PRESETS[event.scale] }));
    fill?.(room);
    const failure = await room.committed();
    if (failure) return failure;
    const notNoted = await this.#access.record((data) => {
      data.events.push(event);
      this.#access.issueLinks(data, event, ['join', 'code', 'facilitator', 'wall']);
    });
    return notNoted ?? event;
  }

  list(): readonly EventRecord[] {
    return this.#deps.catalogue.data.events;
  }

  find(id: EventId): EventRecord | Refusal {
    return this.#access.event(id) ?? refuse('unknown-event');
  }

  board(id: BoardId): EventRecord | Refusal {
    return this.#access.eventOfBoard(id) ?? refuse('unknown-board');
  }

  /**
   * Lets somebody in: a token for this device, and a person on the board. The token is kept first: cut off in between, it
   * opens nothing and the next try goes on from it, while a person whose token nobody has would sit there for good.
   */
  async join(invitation: Invitation, given: Introduction, shown: Shown): Promise<Joined | Refusal> {
    const { event, kind } = invitation;
    if (kind === 'wall') return refuse('read-only');
    const room = await this.#rooms.open(event.board);
    const release = this.#rooms.use(room);
    try {
      const before = this.#access.personBehind(event.board, shown);
      const isThere = before !== undefined && readPerson(room.doc, before) !== undefined;
      const introduced = introductionOf(given, isThere);
      if (isRefusal(introduced)) return introduced;
      const notIn = room.failure ?? (isThere ? sentAway(room, before) : this.#notOpen(invitation, room));
      if (notIn) return notIn;
      const admitted = await this.#access.admit(invitation, shown, this.#deps.mint('person'));
      if (isRefusal(admitted)) return admitted;
      const waits = !isThere && kind !== 'facilitator' && event.joining === 'approval';
      const failure =
        this.#seat(room, event, admitted, introduced, waits) ?? (await room.committed()) ?? (await this.follow(room, admitted));
      return failure ?? { token: admitted.token, person: admitted.session.person, role: admitted.session.role, event };
    } finally {
      release();
    }
  }

  /** Replaces a link. Whoever is in by the code on the wall stays; facilitators and walls need the new one. */
  async rotate(event: EventRecord, link: Exclude<LinkKind, 'code'>, by: PersonId | ''): Promise<EventRecord | Refusal> {
    const changed = await this.#access.rotate(event.id, link);
    return isRefusal(changed) ? changed : ((await this.#note(event, { kind: 'link-replaced', by, what: link })) ?? changed);
  }

  /** Who may come in from now on. */
  async setJoining(event: EventRecord, joining: Joining, by: PersonId | ''): Promise<EventRecord | Refusal> {
    const changed = await this.#access.setJoining(event.id, joining);
    return isRefusal(changed) ? changed : ((await this.#note(event, { kind: 'joining-set', by, what: joining })) ?? changed);
  }

  /** For the log that everybody who keeps order reads. */
  async #note(event: EventRecord, entry: Pick<LogEntry, 'kind' | 'by' | 'what'>): Promise<Refusal | undefined> {
    const room = await this.#rooms.open(event.board);
    const release = this.#rooms.use(room);
    try {
      room.write([{ write: 'log', entry: { ...entry, at: this.#deps.clock.now() } }]);
      return await room.committed();
    } finally {
      release();
    }
  }

  /** Why nobody new comes in by this, if so. */
  #notOpen({ event, kind }: Invitation, room: Room): Refusal | undefined {
    if (event.joining === 'paused' && kind !== 'facilitator') return refuse('joining-paused');
    return fullness(room, event.scale);
  }

  /** What the board says of somebody holds for their sessions too. */
  async follow(room: Room, { session: { person } }: { readonly session: { readonly person: PersonId } }): Promise<Refusal | undefined> {
    const known = readPerson(room.doc, person);
    if (!known) return undefined;
    const why = known.removed ? 'removed' : known.waiting ? 'waiting' : undefined;
    return this.#access.keepStanding(room.id, person, known.role, why);
  }

  #seat(room: Room, event: EventRecord, { session }: Admitted, given: Introduction, waits: boolean): Refusal | undefined {
    const known = readPerson(room.doc, session.person);
    const full = known ? undefined : fullness(room, event.scale);
    if (full) return full;
    const person = known
      ? {
          ...known,
          ...given,
          waiting: known.waiting && session.role !== 'facilitator',
          role: session.role === 'participant' && known.role === 'mentor' ? known.role : session.role,
        }
      : newPerson(
          room,
          session.person,
          { name: '', place: 'room', newcomer: false, ...given },
          session.role,
          this.#deps.clock.now(),
          waits,
        );
    room.write([{ write: 'person', person } satisfies Write]);
    return undefined;
  }
}

/** Only what was given is in the answer. Whoever is not on the board yet needs a name. */
function introductionOf({ name, place, newcomer }: Introduction, isThere: boolean): Introduction | Refusal {
  const read = name === undefined && isThere ? undefined : readName(name ?? '');
  if (isRefusal(read)) return read;
  return { ...(read === undefined ? {} : { name: read }), ...(place && { place }), ...(newcomer === undefined ? {} : { newcomer }) };
}

const sentAway = (room: Room, person: PersonId): Refusal | undefined =>
  readPerson(room.doc, person)?.removed ? refuse('removed') : undefined;

function fullness(room: Room, scale: Scale): Refusal | undefined {
  const limit = CAPACITY[scale];
  return room.doc.getMap('people').size >= limit ? refuse('board-full', { limit, what: 'people' }) : undefined;
}

function newPerson(room: Room, id: PersonId, given: NewPerson, role: Role, now: Millis, waiting: boolean): Person {
  const others = room.doc.getMap<{ get(key: string): unknown }>('people');
  const namesakes = [...others.values()].filter((other) => other.get('name') === given.name);
  const { color, glyph } = distinctLook(
    others.size,
    namesakes.map((other) => ({ color: Number(other.get('color') ?? 0), glyph: String(other.get('glyph')) })),
  );
  return {
    id,
    ...given,
    role,
    color,
    glyph,
    site: '',
    skills: {},
    openToPair: false,
    attribution: true,
    joinedAt: now,
    removed: false,
    hidden: false,
    waiting,
  };
}

/** A color and a glyph no namesake has, as long as there are any left; others are spread evenly. */
function distinctLook(count: number, namesakes: readonly { color: number; glyph: string }[]): { color: number; glyph: string } {
  const pick = <T>(all: readonly T[], start: number, taken: readonly T[]): T => {
    const turned = all.map((_, index) => all[(start + index) % all.length] as T);
    return turned.find((one) => !taken.includes(one)) ?? (turned[0] as T);
  };
  const colors = Array.from({ length: PERSON_COLORS }, (_, index) => index);
  return {
    color: pick(
      colors,
      count,
      namesakes.map((other) => other.color),
    ),
    glyph: pick(
      GLYPHS,
      count + Math.floor(count / GLYPHS.length),
      namesakes.map((other) => other.glyph),
    ),
  };
}

const EVENT_DAYS = 60;

function timesProblem({ startsAt, endsAt }: NewEvent): Refusal | undefined {
  if (endsAt <= startsAt) return refuse('bad-field', { field: 'endsAt', problem: 'ends-first' });
  const isLong = endsAt - startsAt > millis(EVENT_DAYS * 86_400_000);
  return isLong ? refuse('bad-field', { field: 'endsAt', problem: 'event-long', days: EVENT_DAYS }) : undefined;
}

function zoneProblem(zone: string): Refusal | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return undefined;
  } catch {
    return refuse('bad-field', { field: 'zone', problem: 'zone-unknown', zone });
  }
}

function callProblem(url: string): Refusal | undefined {
  if (url === '' || URL.canParse(url)) return undefined;
  return refuse('bad-field', { field: 'callUrl', problem: 'no-web-address' });
}
