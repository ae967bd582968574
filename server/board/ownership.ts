// Whose word a Yjs client id is. Binding by edits is stored with them; a claim, made by presence before the first edit, is
// remembered in memory only. Whether an update respects this is the judge's question.

import type { PersonId } from '../../shared/ids.ts';
import type { Owners } from '../storage/update-log.ts';

/** Ids one person may claim at a time: as many tabs. An older claim makes way. */
const CLAIMS_PER_PERSON = 8;

export class Ownership {
  readonly #owners: Map<number, PersonId>;
  readonly #claims = new Map<number, PersonId>();
  readonly #claimed = new Map<PersonId, number[]>();

  constructor(owners: Owners) {
    this.#owners = new Map(owners);
  }

  get owners(): Owners {
    return this.#owners;
  }

  /** Whether none of these ids is claimed by somebody else. */
  mayBind(clients: readonly number[], person: PersonId): boolean {
    return clients.every((client) => (this.#claims.get(client) ?? person) === person);
  }

  bind(clients: readonly number[], person: PersonId): Owners {
    const bound = new Map(clients.map((client) => [client, person]));
    for (const client of clients) this.#owners.set(client, person);
    return bound;
  }

  /** Keeps an id for a person until their first edit under it; false when it is another's. */
  claim(client: number, person: PersonId): boolean {
    const holder = this.#owners.get(client) ?? this.#claims.get(client);
    if (holder !== undefined) return holder === person;
    const claimed = this.#claimed.get(person) ?? [];
    claimed.push(client);
    this.#claimed.set(person, claimed);
    this.#claims.set(client, person);
    if (claimed.length > CLAIMS_PER_PERSON) this.#claims.delete(claimed.shift() as number);
    return true;
  }
}
