// Who looks at what on one board: the newest word of everybody, gathered and told as one frame a tick. Where a large room is
// busy, one hears soon of those on the same card and a little later of all others, so that traffic never grows with the square
// of the room. Whether a word may be said is session.ts.

import type { Millis, PersonId } from '../../shared/ids.ts';
import type { Clock } from '../clock.ts';
import { presenceFrame, type PresenceEntry } from './messages.ts';
import { Parcel } from './parcels.ts';

/** A client's word about itself; the card is what its state says it looks at. */
export type Word = PresenceEntry & { readonly card: string };

export interface PresencePeer {
  /** Who sits behind it; '' is nobody in particular. */
  readonly person: PersonId | '';
  /** Viewers hear nothing of people's whereabouts. */
  readonly hearsPresence: boolean;
  /** The card it looks at. */
  readonly card: string;
  /** May be dropped when the peer is slow. */
  sendPresence(parcel: Parcel): void;
}

/** How often presence goes out, in milliseconds; and in a busy room about those elsewhere. */
const TICK = 50;
const SLOW_TICK = 1_000;
/** From this many on a room is large. */
const LARGE = 50;
/** Words in one frame of a large room; more wait for the next tick, where only the newest of each counts. */
const WORDS_AT_ONCE = { tick: 16, slowTick: 250 } as const;

const GONE = 'null';

export class Presence {
  readonly #clock: Clock;
  readonly #peers: ReadonlySet<PresencePeer>;
  readonly #words = new Map<number, Word>();
  /** Whose word an entry is. */
  readonly #speakers = new Map<number, PresencePeer>();
  /** Clients with news, each with the cards where it matters. */
  readonly #fresh = new Map<number, Set<string>>();
  /** In a busy room: what those elsewhere have not heard. */
  readonly #later = new Set<number>();
  #ticking = false;
  #slowTicking = false;
  #everybody: Parcel | undefined;

  constructor(clock: Clock, peers: ReadonlySet<PresencePeer>) {
    this.#clock = clock;
    this.#peers = peers;
  }

  /** Everybody's newest word, for somebody who just came. */
  everybody(): Parcel | undefined {
    const words = [...this.#words.values()].filter(({ state }) => state !== GONE);
    if (words.length === 0) return undefined;
    this.#everybody ??= new Parcel([presenceFrame(words)]);
    return this.#everybody;
  }

  /** Takes a peer's word about itself; false when the entry is another person's. The same person may come back on a new connection. */
  tell(word: Word, peer: PresencePeer): boolean {
    const speaker = this.#speakers.get(word.client);
    if (speaker && speaker.person !== peer.person) return false;
    this.#speakers.set(word.client, peer);
    const known = this.#words.get(word.client);
    if (!known || known.clock <= word.clock) this.#note(word, known?.card);
    return true;
  }

  /** Somebody left: the next tick says so, and they are forgotten. */
  forget(client: number, peer: PresencePeer): void {
    const known = this.#words.get(client);
    if (!known || this.#speakers.get(client) !== peer) return;
    this.#speakers.delete(client);
    // The same clock takes an entry away; a higher one would make others deaf to the client when it comes back.
    this.#note({ client, clock: known.clock, state: GONE, card: known.card }, known.card);
  }

  #note(word: Word, cardBefore: string | undefined): void {
    this.#everybody = undefined;
    this.#words.set(word.client, word);
    const cards = this.#fresh.get(word.client) ?? new Set();
    this.#fresh.set(word.client, cards.add(word.card));
    if (cardBefore !== undefined) cards.add(cardBefore);
    this.#tickSoon();
  }

  #tickSoon(): void {
    if (this.#ticking || this.#fresh.size === 0) return;
    this.#ticking = true;
    this.#clock.alarm((this.#clock.now() + TICK) as Millis, () => this.#tick());
  }

  #tick(): void {
    this.#ticking = false;
    if (this.#peers.size > LARGE && this.#fresh.size > WORDS_AT_ONCE.tick) this.#tellNearby();
    else {
      this.#tellAll([...this.#fresh.keys()]);
      this.#fresh.clear();
    }
    this.#tickSoon();
  }

  #tellAll(clients: Iterable<number>): void {
    const words: Word[] = [];
    for (const client of clients) {
      const word = this.#words.get(client);
      if (!word) continue;
      words.push(word);
      if (word.state === GONE) this.#words.delete(client);
    }
    if (words.length === 0) return;
    const parcel = new Parcel([presenceFrame(words)]);
    for (const peer of this.#peers) if (peer.hearsPresence) peer.sendPresence(parcel);
  }

  #tellNearby(): void {
    const byCard = new Map<string, Word[]>();
    for (const [client, cards] of this.#fresh) {
      const word = this.#words.get(client);
      const crowded = word && [...cards].some((card) => (byCard.get(card)?.length ?? 0) >= WORDS_AT_ONCE.tick);
      if (crowded) continue;
      this.#fresh.delete(client);
      if (!word) continue;
      for (const card of cards) byCard.set(card, [...(byCard.get(card) ?? []), word]);
      this.#later.add(client);
    }
    const parcels = new Map([...byCard].map(([card, words]) => [card, new Parcel([presenceFrame(words)])]));
    for (const peer of this.#peers) {
      const parcel = peer.hearsPresence ? parcels.get(peer.card) : undefined;
      if (parcel) peer.sendPresence(parcel);
    }
    this.#slowTickSoon();
  }

  #slowTickSoon(): void {
    if (this.#slowTicking || this.#later.size === 0) return;
    this.#slowTicking = true;
    this.#clock.alarm((this.#clock.now() + SLOW_TICK) as Millis, () => {
      this.#slowTicking = false;
      const clients = [...this.#later].slice(0, WORDS_AT_ONCE.slowTick);
      for (const client of clients) this.#later.delete(client);
      this.#tellAll(clients);
      this.#slowTickSoon();
    });
  }
}
