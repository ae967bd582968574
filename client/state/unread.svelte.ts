// What of the conversations this device has shown its person: the time of the newest entry seen, for each card and the board.
// Only a note of this browser; nobody else hears of it.

import type { Talk } from '../../shared/board/schema.ts';
import { millis, type Millis } from '../../shared/ids.ts';
import { recall, remember } from './device.ts';
import type { Joined } from './joined.svelte.ts';

/** Since when this device is on the board, among the cards. */
const SINCE = '*';

export class Unread {
  readonly #joined: Joined;
  readonly #key: string;
  #seen = $state.raw<{ readonly [on: string]: number }>({});

  constructor(joined: Joined) {
    this.#joined = joined;
    this.#key = `talk:${joined.id}`;
    this.#seen = recall<{ [on: string]: number }>(this.#key) ?? {};
  }

  /** What others said there that was not shown here yet. */
  count(on: string): number {
    return this.#unseen.get(on) ?? 0;
  }

  /** Cards on which others said something since this device came and that it did not show yet. */
  get cards(): ReadonlySet<string> {
    return this.#cards;
  }

  #unseen = $derived.by(() => {
    const counts = new Map<string, number>();
    for (const { on, author, at } of this.#joined.board.view.talk) {
      const old = author === this.#joined.me || at <= (this.#seen[on] ?? (on === '' ? 0 : (this.#seen[SINCE] ?? 0)));
      if (!old) counts.set(on, (counts.get(on) ?? 0) + 1);
    }
    return counts;
  });
  #cards = $derived(new Set([...this.#unseen.keys()].filter((on) => on !== '')));

  /** What was said before is no news to somebody who comes now. */
  begin(now: Millis): void {
    if (this.#seen[SINCE] === undefined) this.#note(SINCE, now);
  }

  see(on: string): void {
    const newest = this.#joined.board.view.talk.findLast((entry: Talk) => entry.on === on)?.at ?? millis(0);
    if (newest > (this.#seen[on] ?? 0)) this.#note(on, newest);
  }

  #note(on: string, at: Millis): void {
    this.#seen = { ...this.#seen, [on]: at };
    remember(this.#key, this.#seen);
  }
}

const notes = new WeakMap<Joined, Unread>();

/** The one note of this browser about this board. */
export function unreadOn(joined: Joined): Unread {
  const known = notes.get(joined) ?? new Unread(joined);
  notes.set(joined, known);
  return known;
}
