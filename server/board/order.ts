// Keeps order on one board: weighs removals with the brake, holds whoever takes too much, keeps the moments by which it comes
// back, and tells facilitators of devices that hold more than the board. What each of these is, stands in its own file.

import { acceptsReplicas, readReplicas, rootOf } from '../../shared/board/board.ts';
import { MINUTE, type PersonId } from '../../shared/ids.ts';
import { refuse, type Refusal } from '../../shared/refusal.ts';
import { Brake, isBraked } from './brake.ts';
import type { Author, Removal } from './judge/judge.ts';
import { Moments, type MomentsDeps } from './moments.ts';
import type { Room } from './room.ts';
import type { Warden } from './warden.ts';

/** A moment is kept anew before a removal worth bringing back, at most every ten seconds; before a small one the last minute does. */
const YOUNG = { large: 10_000, small: MINUTE } as const;
const LARGE_TEXT = 200;
/** Each device that is turned away tries again and again. */
const TELL_EVERY = 30_000;

export class Order implements Warden {
  readonly moments: Moments;
  readonly #room: Room;
  readonly #deps: MomentsDeps;
  readonly #brake = new Brake();

  constructor(room: Room, deps: MomentsDeps) {
    this.#room = room;
    this.#deps = deps;
    this.moments = new Moments(room, deps);
  }

  woke(): void {
    this.moments.watch();
  }

  rests(): Promise<void> {
    return this.moments.rest();
  }

  weigh(removal: Removal, { person, role }: Author): Refusal | undefined {
    const { entries, characters } = removal;
    if (entries === 0 && characters === 0) return undefined;
    const at = this.#deps.clock.now();
    const moment = this.moments.before(entries > 0 || characters >= LARGE_TEXT ? YOUNG.large : YOUNG.small);
    // A device let in after a backup was put back may rightly bring many removals.
    if (!isBraked(role) || acceptsReplicas(this.#room.doc, at)) return undefined;
    const crossed = this.#brake.weigh(person, { entries, characters, at, moment }, this.#size());
    if (!crossed) return undefined;
    this.#room.write([
      { write: 'hold', hold: { person, at, ...crossed } },
      { write: 'log', entry: { kind: 'held', at, by: '', to: person } },
    ]);
    // With it is stored who took what away, so that it can be undone after a crash too.
    this.moments.before(0);
    return refuse('on-hold');
  }

  /** Entries on the board that somebody else could take away; talk is each person's own. */
  #size(): number {
    const { doc } = this.#room;
    return rootOf(doc, 'challenges').size + rootOf(doc, 'tasks').size;
  }

  /** Call it when a device was turned away because it holds more than the board: facilitators are told. */
  turnedAway(person: PersonId): void {
    const now = this.#deps.clock.now();
    const { refusedAt, refused } = readReplicas(this.#room.doc);
    if (refused === person && now - refusedAt < TELL_EVERY) return;
    this.#room.write([{ write: 'replicas', replicas: { refusedAt: now, refused: person } }]);
  }
}

/** Who keeps order in which room. */
export class Orders {
  readonly #deps: MomentsDeps;
  readonly #orders = new WeakMap<Room, Order>();

  constructor(deps: MomentsDeps) {
    this.#deps = deps;
  }

  /** For a new room, as its warden. */
  appoint = (room: Room): Order => {
    const order = new Order(room, this.#deps);
    this.#orders.set(room, order);
    return order;
  };

  of(room: Room): Order {
    const order = this.#orders.get(room);
    if (!order) throw new Error(`nobody keeps order on board ${room.id}`);
    return order;
  }
}
