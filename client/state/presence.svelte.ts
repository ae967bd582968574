// Who is here now and which card they look at, from what everybody tells of themselves.

import { SvelteMap } from 'svelte/reactivity';
import type { Awareness } from 'y-protocols/awareness';
import { isId, type PersonId } from '../../shared/ids.ts';
import type { Presence } from '../../shared/sync/protocol.ts';

export class PresenceState {
  #awareness: Awareness;
  readonly #here = new SvelteMap<PersonId, string>();
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

  /** Tells the others which card is open here. */
  lookAt(card: string): void {
    if (this.#awareness.getLocalState() !== null) this.#awareness.setLocalStateField('card', card);
  }

  #read(): void {
    const seen = new Set<PersonId>();
    for (const state of this.#awareness.getStates().values()) {
      const { person, card } = state as Partial<Presence>;
      if (!isId('person', person)) continue;
      seen.add(person);
      this.#here.set(person, typeof card === 'string' ? card : '');
    }
    for (const person of this.#here.keys()) if (!seen.has(person)) this.#here.delete(person);
  }

  close(): void {
    this.#awareness.off('change', this.#refresh);
  }
}
