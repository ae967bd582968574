// All boards of this process that are in use: each is opened once, kept while somebody uses it, and let go soon after. What
// a board is and when it rests is room.ts.

import type { BoardId, Millis } from '../../shared/ids.ts';
import { Room, type RoomDeps } from './room.ts';

/** How long a board nobody uses stays open: as long as a page takes to be loaded again. */
const IDLE = 5_000;

type Opening = { readonly opened: Promise<Room>; room?: Room };

export class Rooms {
  readonly #deps: RoomDeps;
  readonly #open = new Map<BoardId, Opening>();
  readonly #users = new Map<Room, number>();
  readonly #idle = new Map<Room, () => void>();
  #leaving = Promise.resolve();
  #closed = false;
  /** Boards whose document could not be made of their snapshot: the next who asks has to hear of it. */
  readonly #broken = new Set<BoardId>();

  constructor(deps: RoomDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#open.size;
  }

  /** How many of them have a document. */
  get awake(): number {
    let awake = 0;
    for (const { room } of this.#open.values()) if (room && !room.isResting) awake++;
    return awake;
  }

  /**
   * Opens a board, or gives the one that is open; it is not let go right after. Whoever keeps it longer calls `use`.
   * @throws what the store throws, and when all boards were let go for good
   */
  async open(id: BoardId): Promise<Room> {
    for (;;) {
      if (this.#closed) throw new Error('no board is opened any more');
      const { opened } = this.#open.get(id) ?? this.#load(id);
      const room = await opened;
      if (!room.closed) {
        this.#closeWhenIdle(room);
        return room;
      }
      // Two copies must never write to one log: the next is loaded when the last has stored all it had.
      await room.settled();
      if (room.broken) this.#broken.add(id);
      this.#forget(room);
    }
  }

  #load(id: BoardId): Opening {
    const opening: Opening = { opened: this.#read(id) };
    this.#open.set(id, opening);
    opening.opened.then(
      (room) => {
        opening.room = room;
        this.#closeWhenIdle(room);
      },
      () => this.#open.delete(id),
    );
    return opening;
  }

  async #read(id: BoardId): Promise<Room> {
    const stored = await this.#deps.log.read(id);
    const room = new Room(id, stored, this.#deps, this.#broken.has(id));
    this.#broken.delete(id);
    return room;
  }

  /** Keeps a room open until the returned function is called. */
  use(room: Room): () => void {
    this.#users.set(room, (this.#users.get(room) ?? 0) + 1);
    let used = true;
    return () => {
      if (!used) return;
      used = false;
      this.#users.set(room, (this.#users.get(room) ?? 1) - 1);
      this.#closeWhenIdle(room);
    };
  }

  #inUse = (room: Room): boolean => (this.#users.get(room) ?? 0) > 0;

  #closeWhenIdle(room: Room): void {
    if (this.#inUse(room) || room.closed) return;
    const { clock } = this.#deps;
    this.#idle.get(room)?.();
    this.#idle.set(
      room,
      clock.alarm((clock.now() + IDLE) as Millis, () => this.#close(room)),
    );
  }

  #close(room: Room): void {
    this.#idle.delete(room);
    if (this.#inUse(room) || room.closed) return;
    if (!room.quiet) return this.#closeWhenIdle(room);
    // One after the other: many boards are left at once, and those that are in use must not notice.
    this.#leaving = this.#leaving
      .then(() => this.#letGo(room))
      .catch((error: unknown) => this.#deps.report(error, 'an idle board could not be closed'));
  }

  async #letGo(room: Room): Promise<void> {
    // Who asked for it meanwhile armed the alarm anew.
    if (this.#inUse(room) || room.closed || this.#idle.has(room)) return;
    if (!room.quiet) return this.#closeWhenIdle(room);
    await room.close();
    this.#forget(room);
  }

  #forget(room: Room): void {
    if (this.#open.get(room.id)?.room === room) this.#open.delete(room.id);
    this.#users.delete(room);
    this.#idle.get(room)?.();
    this.#idle.delete(room);
  }

  /** Resolves when all that is on any board now is on disk, or can not be stored. */
  async committed(): Promise<void> {
    await Promise.all((await this.#all()).map((room) => room.committed()));
  }

  /** Stores everything and lets go of all boards. */
  async close(): Promise<void> {
    this.#closed = true;
    const rooms = await this.#all();
    this.#open.clear();
    for (const stop of this.#idle.values()) stop();
    await Promise.all(rooms.map((room) => room.close()));
  }

  async #all(): Promise<Room[]> {
    const rooms = await Promise.allSettled([...this.#open.values()].map(({ opened }) => opened));
    return rooms.flatMap((room) => (room.status === 'fulfilled' ? [room.value] : []));
  }
}
