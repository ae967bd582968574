// All live boards of this process: each is opened once, kept while somebody uses it, and let go when idle.

import type { BoardId, Millis } from '../../shared/ids.ts';
import { Room, type RoomDeps } from './room.ts';

/** How long a board nobody uses stays in memory. */
const IDLE = 60_000;

export class Rooms {
  readonly #deps: RoomDeps;
  readonly #open = new Map<BoardId, Promise<Room>>();
  readonly #users = new Map<Room, number>();

  constructor(deps: RoomDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Opens a board, or gives the one that is open. Whoever keeps it calls `use`. @throws what the store throws */
  async open(id: BoardId): Promise<Room> {
    for (;;) {
      const opening = this.#open.get(id) ?? this.#load(id);
      const room = await opening;
      if (!room.closed) return room;
      // Two copies must never write to one log: the next is loaded when the last has stored all it had.
      await room.settled();
      if (this.#open.get(id) === opening) this.#forget(room);
    }
  }

  #load(id: BoardId): Promise<Room> {
    const opening = this.#deps.log.read(id).then((stored) => new Room(id, stored, this.#deps));
    this.#open.set(id, opening);
    opening.then(
      (room) => this.#closeWhenIdle(room),
      () => this.#open.delete(id),
    );
    return opening;
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
    if (this.#inUse(room)) return;
    const { clock } = this.#deps;
    clock.alarm((clock.now() + IDLE) as Millis, () => {
      if (this.#inUse(room) || room.closed) return;
      if (!room.quiet) return this.#closeWhenIdle(room);
      room.close().then(
        () => this.#forget(room),
        (error: unknown) => this.#deps.report(error, 'an idle board could not be closed'),
      );
    });
  }

  #forget(room: Room): void {
    this.#open.delete(room.id);
    this.#users.delete(room);
  }

  /** Resolves when all that is on any board now is on disk, or can not be stored. */
  async committed(): Promise<void> {
    const rooms = await Promise.allSettled(this.#open.values());
    await Promise.all(rooms.flatMap((room) => (room.status === 'fulfilled' ? [room.value.committed()] : [])));
  }

  /** Stores everything and lets go of all boards. */
  async close(): Promise<void> {
    const rooms = await Promise.allSettled(this.#open.values());
    this.#open.clear();
    await Promise.all(rooms.flatMap((room) => (room.status === 'fulfilled' && !room.value.closed ? [room.value.close()] : [])));
  }
}
