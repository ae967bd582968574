// One life of a server process with one board: the real rooms, hub and sessions, as the gateway puts them together, on the
// simulation's clock and store. It ends in good order, or in the middle of whatever it was doing.

import type { Clock } from '../../../server/clock.ts';
import { Rooms } from '../../../server/board/rooms.ts';
import type { Room } from '../../../server/board/room.ts';
import type { Warden } from '../../../server/board/warden.ts';
import type { SessionRecord } from '../../../server/storage/catalogue.ts';
import { SYNC_LIMITS, type Allowance } from '../../../server/sync/allowance.ts';
import { Hub } from '../../../server/sync/hub.ts';
import { SyncSession } from '../../../server/sync/session.ts';
import { isLocked, readClaims, readClaimedTasks, readTask } from '../../../shared/board/board.ts';
import type { BoardId, Mint } from '../../../shared/ids.ts';
import type { Answer, CommandCall } from '../../../shared/live/commands.ts';
import { refuse } from '../../../shared/refusal.ts';
import type { Author } from '../../../server/board/judge/judge.ts';
import type { FakeClock } from '../../support/clock.ts';
import type { Connection } from './connection.ts';
import type { Blame, Count } from './fault.ts';
import type { Store } from './store.ts';

/** What a server with a store that fails may say of it; anything else is a fault of its own. */
const OF_THE_STORE = [
  'changes to a board could not be stored; it is read-only until they can',
  'a board could not be compacted',
  'a board could not store its last words',
];

export type World = {
  readonly board: BoardId;
  readonly clock: FakeClock;
  readonly mint: Mint;
  readonly store: Store;
  readonly blame: Blame;
  readonly count: Count;
  /** Numbers for Yjs clients, which a process would draw by chance. */
  readonly newClient: () => number;
  /** Some facilitator locked the board, in this life or one before. */
  wasLocked: boolean;
};
export type Guest = { readonly author: Author; readonly isOurs: boolean; readonly allowance: Allowance };

export class Server {
  readonly rooms: Rooms;
  readonly #world: World;
  readonly #clock: Clock;
  readonly #open = new Map<Connection, SyncSession>();
  #hub: Hub | undefined;
  #isAlive = true;
  #isStopping = false;

  constructor(world: World) {
    this.#world = world;
    const { clock, mint, store, blame } = world;
    this.#clock = { now: () => clock.now(), alarm: (at, ring) => clock.alarm(at, () => this.#isAlive && ring()) };
    this.rooms = new Rooms({
      log: store.open(),
      clock: this.#clock,
      mint,
      report: (error, what) => {
        if (!OF_THE_STORE.includes(what)) blame('unnoticed', `the server reports: ${what} (${String(error)})`);
      },
      warden: (room) => this.#watch(room),
    });
  }

  /** Gives the server's own changes a number of the seed's, and looks at every seat that is given away. */
  #watch(room: Room): Warden {
    const { newClient, count } = this.#world;
    const client = newClient();
    return {
      woke: () => {
        const { doc } = room;
        doc.clientID = client;
        let before = seatsOf(room);
        doc.on('afterTransaction', () => {
          this.#world.wasLocked ||= isLocked(doc);
          const now = seatsOf(room);
          for (const [place, { seats, seat }] of now) {
            if (before.has(place)) continue;
            if (seats !== undefined && seat >= seats) this.#world.blame('seats', `seat ${seat} of ${seats} was given away: ${place}`);
            const { task } = now.get(place) as Seat;
            const sharing = [...now.values()].filter((other) => other.task === task && other.seat === seat);
            if (sharing.length > 1) this.#world.blame('seats', `${sharing.length} people have one seat: ${place}`);
          }
          before = now;
        });
      },
      rests: async () => count('rests'),
      weigh: () => undefined,
      turnedAway: () => undefined,
    };
  }

  /** Lets a peer in, or closes its connection. */
  async enter(connection: Connection, guest: Guest): Promise<void> {
    const room = await this.rooms.open(this.#world.board).catch(() => undefined);
    if (!connection.isOpen) return;
    if (!this.#isAlive) return connection.cut();
    if (this.#isStopping) return connection.close(refuse('shutting-down'));
    if (!room) return connection.close(refuse('not-saved'));
    if (room.failure) return connection.close(room.failure);
    const hub = this.#hubOf(room);
    const leave = this.rooms.use(room);
    const { person, role } = guest.author;
    const { board, clock } = this.#world;
    const record: SessionRecord = { hash: '', role, event: '', board, person, link: 'join', generation: 1, createdAt: clock.now() };
    const session = new SyncSession(
      hub,
      connection,
      { record, isOurs: guest.isOurs, epoch: undefined },
      { clock: this.#clock, allowance: guest.allowance, limits: SYNC_LIMITS },
    );
    this.#open.set(connection, session);
    connection.letIn({
      receive: (message) => {
        if (this.#isAlive) session.receive(message);
      },
      closed: () => {
        this.#open.delete(connection);
        if (!this.#isAlive) return;
        session.closed();
        leave();
        this.#dropEmpty(hub);
      },
    });
  }

  #hubOf(room: Room): Hub {
    if (this.#hub?.room === room) return this.#hub;
    this.#hub?.close();
    this.#hub = new Hub(room, this.#clock);
    return this.#hub;
  }

  #dropEmpty(hub: Hub): void {
    if (hub.size > 0) return;
    hub.close();
    if (this.#hub === hub) this.#hub = undefined;
  }

  async command(author: Author, call: CommandCall): Promise<Answer> {
    const room = await this.rooms.open(this.#world.board);
    const leave = this.rooms.use(room);
    try {
      return await room.command(author.person, call);
    } finally {
      leave();
    }
  }

  /** The process is killed. */
  crash(): void {
    this.#isAlive = false;
    this.#world.store.crash();
    for (const connection of [...this.#open.keys()]) connection.cut();
  }

  /** Says goodbye, stores all it has, ends. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const session of [...this.#open.values()]) session.end(refuse('shutting-down'));
    this.#hub?.close();
    await this.rooms.close();
    this.#isAlive = false;
  }
}

type Seat = { readonly task: string; readonly seat: number; readonly seats: number | undefined };

function seatsOf({ doc }: Room): Map<string, Seat> {
  const claims = readClaimedTasks(doc).flatMap((task) => readClaims(doc, task));
  return new Map(
    claims.map(({ task, person, seat }) => [`${person} at ${task}`, { task, seat, seats: readTask(doc, task)?.seats }] as const),
  );
}
