// The update log: what makes an edit durable. Interface and promises only; backends live in embedded/ and memory.ts,
// and test/storage/contract.ts proves each promise for each of them.

import type { Dots } from '../../shared/board/schema.ts';
import type { BoardId, Millis, PersonId } from '../../shared/ids.ts';

/** Whose word a Yjs client id is. Ids of the document that are not in it are the server's. */
export type Owners = ReadonlyMap<number, PersonId>;

/** Who voted for what; secret, so it stands beside the updates, which everybody gets. A person without dots is not in it. */
export type Ballots = ReadonlyMap<PersonId, Dots>;

/** What a board is made of: at most one snapshot, then the updates since, oldest first (Yjs v1 update bytes). */
export type StoredBoard = {
  readonly snapshot: Uint8Array | undefined;
  readonly updates: readonly Uint8Array[];
  readonly owners: Owners;
  readonly ballots: Ballots;
  /** Counts how often the store was put back to an older state; 1 at first. Replicas of another epoch may hold more than it. */
  readonly epoch: number;
};

/**
 * Promises:
 * 1. `append` resolves only when the updates are on disk (survive SIGKILL and power loss), and rejects when they are not;
 *    after a rejection none or all of that call's updates may be found later, never a part of one update.
 * 2. `read` gives everything appended and resolved, in order, per board; nothing of another board.
 * 3. `compact` replaces all updates read so far by one snapshot, atomically: a crash leaves the old or the new state.
 *    Updates appended while it runs are kept.
 * 4. A store error rejects the call; it never ends the process, and calls made after the cause is gone succeed.
 * 5. The bytes handed in are not kept or changed after the call settles.
 * 6. `owners` and `ballots` given to `append` are stored with its updates or not at all; they outlive compaction.
 * 7. Moments are apart from the updates: `read` and `compact` do not touch them.
 */
export interface UpdateLog {
  /**
   * @param owners client ids seen for the first time in these updates.
   * @param ballots those that changed; an empty one takes a person's away.
   */
  append(board: BoardId, updates: readonly Uint8Array[], owners?: Owners, ballots?: Ballots): Promise<void>;
  read(board: BoardId): Promise<StoredBoard>;
  /** How many updates follow the snapshot: the room compacts when this grows. */
  pending(board: BoardId): Promise<number>;
  /** @param through how many of the updates since the last snapshot the new one contains. */
  compact(board: BoardId, snapshot: Uint8Array, through: number): Promise<void>;
  boards(): Promise<readonly BoardId[]>;
  /** Keeps the whole board as it was at a moment, so that it can be brought back. The same moment again replaces it. */
  keepMoment(board: BoardId, at: Millis, snapshot: Uint8Array): Promise<void>;
  /** The moments kept, oldest first. */
  moments(board: BoardId): Promise<readonly Millis[]>;
  moment(board: BoardId, at: Millis): Promise<Uint8Array | undefined>;
  /** Forgets these moments; those that are not kept are passed over. */
  dropMoments(board: BoardId, at: readonly Millis[]): Promise<void>;
  /** Rejects when the store cannot write; used by /readyz. Writes nothing that `read` would show. */
  probe(): Promise<void>;
  close(): Promise<void>;
}
