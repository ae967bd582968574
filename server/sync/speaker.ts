// What one client says of itself: one entry under one Yjs client id, small and flat, as often as its allowance has it. Telling
// others is presence.ts.

import type { PersonId } from '../../shared/ids.ts';
import { MAX_CURSOR, MAX_PLACE, MAX_PRESENCE } from '../../shared/sync/protocol.ts';
import type { Room } from '../board/room.ts';
import type { Allowance } from './allowance.ts';
import { readPresence } from './messages.ts';
import type { Presence, PresencePeer } from './presence.ts';
import type { Timers } from './timers.ts';

/** Around an entry stand its client id, its clock and its length. */
const AROUND = 32;
const MOST_FIELDS = 16;

export class Speaker {
  readonly #room: Room;
  readonly #presence: Presence;
  readonly #person: PersonId;
  readonly #allowance: Allowance;
  readonly #timers: Timers;
  #client: number | undefined;
  #card = '';
  #late: Uint8Array | undefined;

  constructor(room: Room, presence: Presence, person: PersonId, allowance: Allowance, timers: Timers) {
    this.#room = room;
    this.#presence = presence;
    this.#person = person;
    this.#allowance = allowance;
    this.#timers = timers;
  }

  get card(): string {
    return this.#card;
  }

  /** Too many words in a second: the newest waits its turn. What is not as it should be is dropped without a word. */
  say(bytes: Uint8Array, as: PresencePeer): void {
    if (bytes.byteLength > MAX_PRESENCE + AROUND) return;
    const isWaiting = this.#late !== undefined;
    if (isWaiting) {
      this.#late = bytes;
      return;
    }
    const wait = this.#allowance.word(this.#timers.now);
    if (wait === 0) return this.#tell(bytes, as);
    this.#late = bytes;
    this.#timers.after(wait, () => {
      const late = this.#late;
      this.#late = undefined;
      if (late) this.#tell(late, as);
    });
  }

  #tell(bytes: Uint8Array, as: PresencePeer): void {
    const entry = readPresence(bytes);
    if (!entry || (this.#client ?? entry.client) !== entry.client) return;
    if (entry.state === 'null') return this.#presence.forget(entry.client, as);
    const card = cardOf(entry.state, this.#person);
    if (card === undefined || !this.#room.claim(entry.client, this.#person)) return;
    if (!this.#presence.tell({ ...entry, card }, as)) return;
    this.#client = entry.client;
    this.#card = card;
  }

  leave(as: PresencePeer): void {
    if (this.#client !== undefined) this.#presence.forget(this.#client, as);
  }
}

/** The card a state speaks of. The state is a JSON object of plain values; whoever it names must be the person behind it. */
function cardOf(json: string, person: string): string | undefined {
  try {
    const state: unknown = JSON.parse(json);
    if (typeof state !== 'object' || state === null || Array.isArray(state)) return undefined;
    const values = Object.values(state);
    const isFlat = values.length <= MOST_FIELDS && values.every((value) => value === null || typeof value !== 'object');
    if (!isFlat || ('person' in state && state.person !== person)) return undefined;
    if (!isShort(state, 'text', MAX_PLACE) || !isShort(state, 'cursor', MAX_CURSOR)) return undefined;
    return 'card' in state && typeof state.card === 'string' ? state.card : '';
  } catch {
    return undefined;
  }
}

/** A field may be missing; where it stands it is a string of at most so many characters. */
function isShort(state: object, field: 'text' | 'cursor', most: number): boolean {
  const value: unknown = (state as Record<string, unknown>)[field];
  return value === undefined || (typeof value === 'string' && value.length <= most);
}
