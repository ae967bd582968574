// Who is here now and which card they look at, from what everybody tells of themselves. Somebody of whom nothing is heard
// for a minute is away: a phone in a pocket and a train in a tunnel are not gone.

import { SvelteMap } from 'svelte/reactivity';
import type { Awareness } from 'y-protocols/awareness';
import { isId, MINUTE, type PersonId } from '../../shared/ids.ts';
import type { Presence } from '../../shared/sync/protocol.ts';

const AWAY_AFTER = MINUTE;
const NOBODY: readonly PersonId[] = [];

export class PresenceState {
  #awareness = $state.raw() as Awareness;
  readonly #here = new SvelteMap<PersonId, string>();
  /** Who has a card open, by card; worked out once for all cards, and the same list while nobody comes or goes there. */
  #looking: ReadonlyMap<string, readonly PersonId[]> = $derived.by(() => {
    const before = this.#looked;
    const looking = new Map<string, PersonId[]>();
    for (const [person, card] of this.#here) if (card !== '') looking.set(card, [...(looking.get(card) ?? []), person]);
    const same = (a: readonly PersonId[], b: readonly PersonId[]) => a.length === b.length && a.every((person, at) => person === b[at]);
    const kept = new Map<string, readonly PersonId[]>();
    for (const [card, people] of looking) {
      const old = before.get(card);
      kept.set(card, old && same(old, people) ? old : people);
    }
    this.#looked = kept;
    return kept;
  });
  #looked: ReadonlyMap<string, readonly PersonId[]> = new Map();
  /** Those of whom nothing is heard, on their way to being away. */
  readonly #silent = new Map<PersonId, ReturnType<typeof setTimeout>>();
  readonly #refresh = () => this.#read();

  constructor(awareness: Awareness, me: PersonId | '') {
    this.#awareness = awareness;
    if (me !== '') awareness.setLocalState({ person: me, card: '' } satisfies Presence);
    awareness.on('change', this.#refresh);
    this.#read();
  }

  /** The board is another document from now on; what this device tells of itself goes with it. */
  follow(awareness: Awareness): void {
    this.#awareness.off('change', this.#refresh);
    awareness.setLocalState(this.#awareness.getLocalState());
    this.#awareness = awareness;
    awareness.on('change', this.#refresh);
    this.#read();
  }

  /** Person to the card they have open, or ''. */
  get here(): ReadonlyMap<PersonId, string> {
    return this.#here;
  }

  /** Who has this card open, this person among them. */
  lookersAt(card: string): readonly PersonId[] {
    return this.#looking.get(card) ?? NOBODY;
  }

  /** Tells the others which card is open here. */
  lookAt(card: string): void {
    if (this.#awareness.getLocalState() !== null) this.#awareness.setLocalStateField('card', card);
  }

  /** Tells the others where one writes; '' for nowhere. */
  pointAt(text: string, cursor: string): void {
    const state = this.#awareness.getLocalState() as Presence | null;
    if (state && (state.text ?? '') === text && (state.cursor ?? '') === cursor) return;
    if (state) this.#awareness.setLocalState({ ...state, text, cursor });
  }

  /** What everybody else says of themselves, by client; two devices of a person are two. */
  others(): [client: number, Presence][] {
    const own = this.#awareness.clientID;
    return [...(this.#awareness.getStates() as Map<number, Presence>)].filter(
      ([client, state]) => client !== own && isId('person', state.person),
    );
  }

  /** Calls back whenever somebody says something else. Returns the way to stop. */
  watch(changed: () => void): () => void {
    const awareness = this.#awareness;
    awareness.on('change', changed);
    return () => awareness.off('change', changed);
  }

  #read(): void {
    const seen = new Map<PersonId, string>();
    for (const state of this.#awareness.getStates().values()) {
      const { person, card } = state as Partial<Presence>;
      if (!isId('person', person)) continue;
      // Of two devices the one with an open card says more.
      seen.set(person, (typeof card === 'string' ? card : '') || (seen.get(person) ?? ''));
    }
    for (const [person, card] of seen) this.#hear(person, card);
    for (const person of this.#here.keys()) if (!seen.has(person)) this.#miss(person);
  }

  #hear(person: PersonId, card: string): void {
    clearTimeout(this.#silent.get(person));
    this.#silent.delete(person);
    if (this.#here.get(person) !== card) this.#here.set(person, card);
  }

  #miss(person: PersonId): void {
    if (this.#silent.has(person)) return;
    // Whoever is silent looks at nothing.
    this.#here.set(person, '');
    const timer = setTimeout(() => {
      this.#silent.delete(person);
      this.#here.delete(person);
    }, AWAY_AFTER);
    this.#silent.set(person, timer);
  }

  close(): void {
    this.#awareness.off('change', this.#refresh);
    for (const timer of this.#silent.values()) clearTimeout(timer);
  }
}
