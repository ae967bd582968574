// What of the conversations this device has shown its person: the time of the newest entry seen, for each card and the board.
// Only a note of this browser; nobody else hears of it.

import type { Talk } from '../../shared/board/schema.ts';
import type { BoardId, PersonId } from '../../shared/ids.ts';
import { recall, remember } from './device.ts';

export class Unread {
  readonly #key: string;
  readonly #me: PersonId | '';
  #seen = $state.raw<{ readonly [on: string]: number }>({});

  constructor(board: BoardId, me: PersonId | '') {
    this.#key = `talk:${board}`;
    this.#me = me;
    this.#seen = recall<{ [on: string]: number }>(this.#key) ?? {};
  }

  /** Entries of others on a card ('' is the board) that were not shown here yet. */
  count(talk: readonly Talk[], on: string): number {
    const since = this.#seen[on] ?? 0;
    return talk.filter((entry) => entry.on === on && entry.author !== this.#me && entry.at > since).length;
  }

  see(talk: readonly Talk[], on: string): void {
    const newest = talk.findLast((entry) => entry.on === on)?.at ?? 0;
    if (newest <= (this.#seen[on] ?? 0)) return;
    this.#seen = { ...this.#seen, [on]: newest };
    remember(this.#key, this.#seen);
  }
}
