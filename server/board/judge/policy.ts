// Whether this person may write there: the role by shared/access/policy.ts, and whose entry it is. What a person may write
// they may erase. Authorship is who owns the client id of an entry, never a field; names people sign with are checked too.

import * as Y from 'yjs';
import { MAY_WRITE, OWN_ENTRIES, mayWrite } from '../../../shared/access/policy.ts';
import type { Root } from '../../../shared/board/schema.ts';
import type { PersonId } from '../../../shared/ids.ts';
import type { AnyType, Ground, Place } from './ground.ts';
import { ownerOf } from './ownership.ts';
import { refused } from './problem.ts';
import { Arrival } from './resolve.ts';
import type { Author, Bench } from './verdict.ts';

const NOT_THEIRS: { readonly [R in Root]: string } = {
  meta: 'only facilitators change the settings of a board',
  challenges: 'this role does not change challenges',
  tasks: 'this role does not change tasks',
  votes: 'only the server counts votes',
  talk: 'this role does not take part in the conversation',
  people: 'only the server writes who is on the board',
  live: 'only the server writes seats, sprints and what happened',
  exports: 'only the server writes what was exported',
};

const OTHERS = 'it changes what somebody else said';

export class Policy {
  readonly #author: Author;
  readonly #bench: Bench;

  constructor(author: Author, bench: Bench) {
    this.#author = author;
    this.#bench = bench;
  }

  /** @param client whose client id writes; of a deletion nobody can tell. */
  checkTouch(root: Root, entry: string | undefined, client: number | undefined): void {
    if (this.#bench.acceptsReplicas) return this.#checkBrought(root, client);
    if (!mayWrite(this.#author.role, root)) refused(NOT_THEIRS[root]);
    if (OWN_ENTRIES.has(root) && !this.#isOwnEntry(root, entry)) refused(OTHERS);
  }

  /** A device that comes back after a backup brings what the server wrote since, under ids nobody is known for. */
  #checkBrought(root: Root, client: number | undefined): void {
    if (MAY_WRITE[root].length > 0 || client === undefined) return;
    if (ownerOf(this.#bench, client) !== undefined) refused(NOT_THEIRS[root]);
  }

  /**
   * Ids are made up by chance, so nobody makes what somebody else has made already. Who has seen it and puts something in its
   * place removes it; who has seen it removed may bring it back, also when another just did.
   */
  checkNew({ struct, key }: Arrival, { root, entry }: Ground): void {
    if (entry !== undefined || key === undefined || struct.origin || struct.content !== 'map') return;
    if (!SIGNED.has(root) || this.#bench.acceptsReplicas) return;
    const item = this.#newest(root, key);
    if (item && !item.deleted && this.entryOwner(root, item) !== this.#author.person) refused('it is made in the place of another’s');
  }

  #isOwnEntry(root: Root, entry: string | undefined): boolean {
    const item = entry === undefined ? undefined : this.#newest(root, entry);
    return item === undefined || this.entryOwner(root, item) === this.#author.person;
  }

  #newest = (root: Root, entry: string): Y.Item | undefined => this.#bench.doc.share.get(root)?._map.get(entry);

  /**
   * Whose an entry is. Of one the server made (a sample, a restored one) it is who signs it: that name was written by the
   * server too.
   */
  entryOwner(root: Root, item: Y.Item): PersonId | undefined {
    const owner = ownerOf(this.#bench, item.id.client);
    if (owner !== undefined || !(item.content instanceof Y.ContentType) || !SIGNED.has(root)) return owner;
    const name = item.content.type._map.get('author');
    if (!name || name.deleted || !(name.content instanceof Y.ContentAny)) return undefined;
    return ownerOf(this.#bench, name.id.client) === undefined ? (name.content.arr.at(-1) as PersonId) : undefined;
  }

  /** Whose the entry under a key of a root is, as it stands in the document. */
  ownerUnder(root: Root, entry: string | undefined): PersonId | undefined {
    const item = entry === undefined ? undefined : this.#newest(root, entry);
    return item && this.entryOwner(root, item);
  }

  /** A name somebody signs with must be their own; where an entry is brought back by undo, the names that stood there may return. */
  checkSignature(arrival: Arrival, ground: Ground, place: Place): void {
    if (place.type !== 'id' || !place.signs || this.#bench.acceptsReplicas) return;
    for (const name of arrival.struct.values) {
      const own = name === this.#author.person;
      if (name === '' || (own && (place.signs === 'writer' || this.#isNew(arrival, ground)))) continue;
      const returns = place.signs === 'maker' ? this.#madeIt(name as PersonId, ground) : this.#couldHaveStood(arrival, ground);
      if (!returns) refused(own ? 'it was made by somebody else' : 'it carries the name of somebody else');
    }
  }

  /** Whether the entry comes with this update, and nothing stood in its place before. */
  #isNew({ home }: Arrival, { root, entry }: Ground): boolean {
    return home instanceof Arrival && entry !== undefined && this.#newest(root, entry) === undefined;
  }

  /** Whether an entry was made, now or when it stood there before, by whom it names. */
  #madeIt(name: PersonId, ground: Ground): boolean {
    if (ground.entry === undefined) return false;
    for (let item = this.#newest(ground.root, ground.entry) ?? null; item; item = item.left as Y.Item | null) {
      const owner = ownerOf(this.#bench, item.id.client);
      if (owner === undefined || owner === name) return true;
    }
    return false;
  }

  /** Undo brings back who wrote last, and the document keeps no values of the past: so there must have been one. */
  #couldHaveStood(arrival: Arrival, ground: Ground): boolean {
    const { home, key } = arrival;
    if (ground.entry === undefined || key === undefined) return false;
    if (home instanceof Arrival) return this.#newest(ground.root, ground.entry) !== undefined;
    return home instanceof Y.AbstractType && (home as AnyType)._map.has(key);
  }
}

/** Roots whose entries say who made them. */
const SIGNED: ReadonlySet<Root> = new Set(['challenges', 'tasks', 'talk']);
