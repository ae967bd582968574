// Events as the organizer sees them: made from a few answers, joined by people, described to those who may know.
// Brings catalogue, access and boards together; knows no transport.

import { editMeta, readPerson } from '../../shared/board/board.ts';
import { type Write } from '../../shared/board/server-writes.ts';
import { GLYPHS, PERSON_COLORS, type Person, type Place, type Role, type Scale } from '../../shared/board/schema.ts';
import { millis, type BoardId, type EventId, type Millis, type PersonId } from '../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import { plainLine } from '../../shared/plain.ts';
import type { Access, Admitted, Invitation, Shown } from '../access/access.ts';
import { readName } from '../access/names.ts';
import type { Room } from '../board/room.ts';
import type { Rooms } from '../board/rooms.ts';
import type { Deps } from '../deps.ts';
import type { EventRecord } from '../storage/catalogue.ts';

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
    if (event.title === '') return refuse('bad-field', { field: 'title', problem: 'give the event a title' });
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
      const noRoom = room.failure ?? (isThere ? undefined : fullness(room, event.scale));
      if (noRoom) return noRoom;
      const admitted = await this.#access.admit(invitation, shown, this.#deps.mint('person'));
      if (isRefusal(admitted)) return admitted;
      const failure = this.#seat(room, event, admitted, introduced) ?? (await room.committed());
      return failure ?? { token: admitted.token, person: admitted.session.person, role: admitted.session.role, event };
    } finally {
      release();
    }
  }

  #seat(room: Room, event: EventRecord, { session }: Admitted, given: Introduction): Refusal | undefined {
    const known = readPerson(room.doc, session.person);
    const full = known ? undefined : fullness(room, event.scale);
    if (full) return full;
    const person = known
      ? { ...known, ...given, role: session.role === 'participant' && known.role === 'mentor' ? known.role : session.role }
      : newPerson(room, session.person, { name: '', place: 'room', newcomer: false, ...given }, session.role, this.#deps.clock.now());
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

function fullness(room: Room, scale: Scale): Refusal | undefined {
  const limit = CAPACITY[scale];
  return room.doc.getMap('people').size >= limit ? refuse('board-full', { limit, what: 'people' }) : undefined;
}

function newPerson(room: Room, id: PersonId, given: NewPerson, role: Role, now: Millis): Person {
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
    waiting: false,
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

function timesProblem({ startsAt, endsAt }: NewEvent): Refusal | undefined {
  if (endsAt > startsAt && endsAt - startsAt <= millis(60 * 86_400_000)) return undefined;
  const problem = endsAt > startsAt ? 'an event lasts at most 60 days' : 'the end must come after the start';
  return refuse('bad-field', { field: 'endsAt', problem });
}

function zoneProblem(zone: string): Refusal | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return undefined;
  } catch {
    return refuse('bad-field', { field: 'zone', problem: `"${zone}" is not a known time zone; use a name such as Europe/Madrid` });
  }
}

function callProblem(url: string): Refusal | undefined {
  if (url === '' || URL.canParse(url)) return undefined;
  return refuse('bad-field', { field: 'callUrl', problem: 'this is no web address' });
}
