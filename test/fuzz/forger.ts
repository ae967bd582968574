// Makes up hostile updates: honest ones with bytes changed, structs put together by a grammar from what stands on the board,
// and edits by Yjs's own means that no screen offers. Seeded. Knows nothing of what the judge looks for.

import * as Y from 'yjs';
import type { Id } from '../../server/board/judge/scan.ts';
import { CHALLENGE, META, OUTCOME, ROOTS, TALK, TASK } from '../../shared/board/schema.ts';
import type { PersonId } from '../../shared/ids.ts';
import { seededMint } from '../support/seed.ts';
import { draft, lengthOf, map, say, text, value, type DraftContent, type DraftDeletes, type DraftStruct } from './draft.ts';
import type { Random } from './somebody.ts';

const FIELDS = [META, CHALLENGE, OUTCOME, TALK, TASK].flatMap((shape) => Object.keys(shape));
const ODD_KEYS = ['__proto__', 'constructor', 'toString', '', 'x', 'log', 'claims', 'sprint', 'schema'];
const ODD_VALUES: readonly unknown[] = [
  ...[undefined, null, true, false, 0, -0, 1, 7, 1.5, -1, 1e300, 2 ** 40, '', 'x', 'done', 'contribution', 'x'.repeat(300), '😀', 10n],
  ...[{}, { a: 1 }, [], [1], new Uint8Array(2), Number.NaN, Number.POSITIVE_INFINITY],
];

export class Forger {
  readonly #random: Random;
  readonly #mint;
  readonly #person: PersonId;

  constructor(random: Random, person: PersonId, seed: number) {
    this.#random = random;
    this.#person = person;
    this.#mint = seededMint(seed);
  }

  // -- bytes --------------------------------------------------------------------------------------------------------------

  /** @param others other honest updates, to take pieces from. */
  mutate(honest: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
    let bytes = [...honest];
    for (let turn = this.#random.below(3); turn >= 0 && bytes.length > 0; turn--) bytes = this.#mutateOnce(bytes, others);
    return Uint8Array.from(bytes);
  }

  #mutateOnce(bytes: number[], others: readonly Uint8Array[]): number[] {
    const random = this.#random;
    const at = random.below(bytes.length + 1);
    const other = [...(random.maybe(others) ?? [])];
    switch (random.below(7)) {
      case 0:
        return bytes.with(Math.min(at, bytes.length - 1), random.below(256));
      case 1:
        return bytes.with(Math.min(at, bytes.length - 1), (bytes[Math.min(at, bytes.length - 1)] as number) ^ (1 << random.below(8)));
      case 2:
        return bytes.toSpliced(at, random.below(4));
      case 3:
        return bytes.toSpliced(at, 0, ...Array.from({ length: random.below(4) + 1 }, () => random.below(256)));
      case 4:
        return bytes.slice(0, at);
      case 5:
        return [...bytes.slice(0, at), ...other.slice(random.below(other.length + 1))];
      default:
        return bytes.toSpliced(at, 0, ...bytes.slice(at, at + random.below(12)));
    }
  }

  // -- structs ------------------------------------------------------------------------------------------------------------

  /** @param own client ids to write under, some of them new. */
  compose(doc: Y.Doc, own: readonly number[]): Uint8Array {
    const random = this.#random;
    const clients = [...new Set(Array.from({ length: random.chance(0.8) ? 1 : 2 }, () => this.#client(doc, own)))];
    const made: Id[] = [];
    const blocks = clients.map((client) => {
      let clock = this.#clock(doc, client);
      const first = clock;
      const structs = Array.from({ length: 1 + random.below(4) }, () => {
        const struct = this.#struct(doc, { client, clock }, made);
        made.push({ client, clock });
        clock += lengthOf(struct.content);
        return struct;
      });
      return { client, clock: first, structs };
    });
    return draft(blocks, random.chance(0.3) ? this.#deletes(doc) : []);
  }

  #client(doc: Y.Doc, own: readonly number[]): number {
    const dice = this.#random.below(20);
    if (dice < 16) return this.#random.of(own);
    if (dice === 16) return doc.clientID;
    if (dice === 17) return this.#random.below(2 ** 32);
    return this.#random.of([...doc.store.clients.keys()]);
  }

  #clock(doc: Y.Doc, client: number): number {
    const known = Y.getState(doc.store, client);
    const dice = this.#random.below(20);
    if (dice < 17) return known;
    return dice === 17 ? known + 1 + this.#random.below(5) : Math.max(0, known - 1 - this.#random.below(5));
  }

  /** Something that could stand there, with something wrong about it more often than not. */
  #struct(doc: Y.Doc, id: Id, made: readonly Id[]): DraftStruct {
    const random = this.#random;
    const likely = this.#likely(doc);
    if (random.chance(0.35)) return likely;
    switch (random.below(8)) {
      case 0:
        return { ...likely, origin: this.#id(doc, made, id) };
      case 1:
        return { ...likely, right: this.#id(doc, made, id) };
      case 2:
        return { ...likely, origin: undefined, right: undefined, parent: this.#parent(doc, made, id) };
      case 3:
        return { ...likely, key: random.chance(0.3) ? undefined : this.#key(doc) };
      case 4:
      case 5:
        return { ...likely, content: this.#content() };
      case 6:
        return { origin: this.#id(doc, made, id), right: this.#id(doc, made, id), content: this.#content() };
      default:
        return { parent: this.#parent(doc, made, id), key: random.chance(0.8) ? this.#key(doc) : undefined, content: this.#content() };
    }
  }

  #likely(doc: Y.Doc): DraftStruct {
    const random = this.#random;
    const types = liveTypes(doc);
    const texts = types.filter((type) => type instanceof Y.Text);
    const holder = random.chance(0.5) && texts.length > 0 ? random.of(texts) : random.of(types);
    if (holder instanceof Y.Text) return this.#inText(holder);
    const keys = [...holder._map.keys()];
    const key = random.chance(0.6) && keys.length > 0 ? random.of(keys) : this.#key(doc);
    const item = holder._map.get(key) as Y.Item | undefined;
    const parent = holder._item === null ? Y.findRootTypeKey(holder) : holder._item.id;
    const content = random.chance(0.7) ? this.#valueFor(key, item) : this.#content();
    return item && random.chance(0.8) ? { origin: item.lastId, key, content } : { parent, key, content };
  }

  #inText(holder: Y.Text): DraftStruct {
    const random = this.#random;
    const items: Y.Item[] = [];
    for (let item = holder._start; item; item = item.right) items.push(item);
    const somewhere = (): Id | undefined => {
      const item = random.maybe(items);
      return item && { client: item.id.client, clock: item.id.clock + random.below(item.length) };
    };
    const at = random.below(items.length + 1);
    const origin = random.chance(0.7) ? items[at - 1]?.lastId : somewhere();
    const right = random.chance(0.7) ? items[at]?.id : random.chance(0.5) ? somewhere() : undefined;
    const content: DraftContent = random.chance(0.9) ? say(random.words() || 'x') : { is: 'deleted', length: 1 + random.below(3) };
    return { origin, right, parent: (holder._item as Y.Item).id, content };
  }

  #valueFor(key: string, item: Y.Item | undefined): DraftContent {
    const random = this.#random;
    if (item?.content instanceof Y.ContentType) return item.content.type instanceof Y.Text ? text : map;
    if (['title', 'next', 'track'].includes(key)) return value(random.words());
    if (['first', 'demo', 'locked'].includes(key)) return value(random.chance(0.5));
    if (['author', 'by'].includes(key)) return value(random.chance(0.5) ? this.#person : this.#mint('person'));
    if (['size', 'seats', 'tape', 'at'].includes(key)) return value(random.below(9));
    return random.chance(0.5) ? map : value(random.below(3));
  }

  #content(): DraftContent {
    const random = this.#random;
    const dice = random.below(20);
    if (dice < 6) return value(random.of(ODD_VALUES));
    if (dice < 8) return say(random.words() || 'x');
    if (dice < 12) return { is: 'type', type: random.chance(0.8) ? 1 + random.below(2) : random.below(8) };
    if (dice < 14) return { is: 'deleted', length: random.below(4) };
    if (dice < 15) return { is: 'gc', length: random.below(4) };
    if (dice < 17) return value(random.of(ODD_VALUES), random.of(ODD_VALUES));
    if (dice < 18) return say('x'.repeat(random.below(60_000)));
    return { is: 'other', kind: random.of([2, 3, 5, 6, 9, 10, 11, 31]), bytes: [1, 1, 0x7b, 0x7d] };
  }

  #id(doc: Y.Doc, made: readonly Id[], own: Id): Id {
    const random = this.#random;
    const dice = random.below(20);
    if (dice < 3 && made.length > 0) return random.of(made);
    if (dice === 3) return own;
    if (dice === 4) return { client: own.client, clock: own.clock + random.below(3) };
    if (dice === 5) return { client: random.below(2 ** 32), clock: random.below(100) };
    const client = random.of([...doc.store.clients.keys()]);
    const known = Y.getState(doc.store, client);
    return { client, clock: random.chance(0.95) ? random.below(known) : known + random.below(3) };
  }

  #parent(doc: Y.Doc, made: readonly Id[], own: Id): string | Id {
    const random = this.#random;
    const dice = random.below(20);
    if (dice < 8) return random.of(ROOTS);
    if (dice === 8) return random.of(['x', '__proto__', 'constructor', '']);
    if (dice < 15) {
      const holder = random.of(liveTypes(doc))._item;
      if (holder) return holder.id;
    }
    return this.#id(doc, made, own);
  }

  #key(doc: Y.Doc): string {
    const random = this.#random;
    const dice = random.below(12);
    if (dice < 5) return random.of(FIELDS);
    if (dice < 8) return random.of([...doc.getMap(random.of(ROOTS)).keys(), 'x']);
    if (dice === 8) return random.of(ODD_KEYS);
    if (dice === 9) return this.#person;
    return this.#mint(random.of(['task', 'challenge', 'talk', 'link', 'person'] as const));
  }

  #deletes(doc: Y.Doc): DraftDeletes[] {
    const random = this.#random;
    const clients = [...new Set(Array.from({ length: 1 + random.below(2) }, () => random.of([...doc.store.clients.keys()])))];
    return clients.map((client) => {
      const known = Y.getState(doc.store, client);
      const from = random.below(known);
      const length = random.chance(0.9) ? 1 + random.below(Math.min(6, known - from)) : random.below(2_000);
      return { client, ranges: [[from, length] as const] };
    });
  }

  // -- edits by Yjs's own means -----------------------------------------------------------------------------------------------

  /** Changes something anywhere on a replica. */
  vandalize(doc: Y.Doc): void {
    const random = this.#random;
    doc.transact(() => {
      for (let turn = random.below(3); turn >= 0; turn--) {
        const holder = random.of(liveTypes(doc));
        if (holder instanceof Y.Text) this.#vandalizeText(holder);
        else if (holder instanceof Y.Array) holder.push([random.of([{ kind: 'claimed', at: 1, by: this.#person }, 1])]);
        else this.#vandalizeMap(holder as Y.Map<unknown>, doc);
      }
    });
  }

  #vandalizeText(holder: Y.Text): void {
    const random = this.#random;
    const at = random.below(holder.length + 1);
    if (random.chance(0.4)) holder.delete(at, random.below(holder.length - at + 1));
    else if (random.chance(0.9)) holder.insert(at, random.chance(0.1) ? 'x'.repeat(random.below(50_000)) : random.words());
    else if (random.below(2) === 0) holder.insert(at, 'x', { bold: true });
    else holder.insertEmbed(at, { image: 'x' });
  }

  #vandalizeMap(holder: Y.Map<unknown>, doc: Y.Doc): void {
    const random = this.#random;
    const keys = [...holder.keys()];
    const key = random.chance(0.6) && keys.length > 0 ? random.of(keys) : this.#key(doc);
    if (random.chance(0.3)) return holder.delete(key);
    const dice = random.below(10);
    if (dice < 5) holder.set(key, random.of(ODD_VALUES));
    else if (dice < 6) holder.set(key, this.#mint('person'));
    else if (dice < 8) holder.set(key, nested(random.below(5)));
    else holder.set(key, random.of([new Y.Text('x'), new Y.Array(), new Y.XmlText('x'), new Y.Map([['title', 'x']])]));
  }
}

function nested(depth: number): Y.Map<unknown> {
  return depth === 0 ? new Y.Map() : new Y.Map([['x', nested(depth - 1)]]);
}

type AnyType = Y.AbstractType<unknown>;

export function liveTypes(doc: Y.Doc): AnyType[] {
  const found: AnyType[] = [];
  const types: AnyType[] = ROOTS.map((root) => doc.getMap(root) as AnyType);
  for (let type = types.pop(); type; type = types.pop()) {
    found.push(type);
    for (const item of type._map.values()) if (!item.deleted && item.content instanceof Y.ContentType) types.push(item.content.type);
  }
  return found;
}
