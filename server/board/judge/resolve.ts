// Finds where each struct of an update would land, in the order in which Yjs would take it in, without touching the
// document. Refuses references no honest client makes. What may stand there is schema.ts and policy.ts; what it costs, cost.ts.

import * as Y from 'yjs';
import { groundOf, groundOfRoot, groundUnder, type AnyType, type Ground } from './ground.ts';
import { malformed } from './problem.ts';
import type { Block, Id, Scan, Struct } from './scan.ts';

/** Where something lands: a type of the document, a root it does not have yet, or a type of the same update. */
export type Home = AnyType | string | Arrival;

/** One struct of the update. Without a home its parent is gone, and Yjs keeps nothing of it but its length. */
export class Arrival {
  readonly struct: Struct;
  home: Home | undefined;
  /** Of the home. */
  ground: Ground | undefined;
  key: string | undefined;
  /** Of what stands in this one: a map or a text. */
  inside: Ground | undefined;

  constructor(struct: Struct) {
    this.struct = struct;
  }
}

/** The structs of one client id, on their way in. */
type Queue = { readonly block: Block; readonly arrivals: Arrival[]; next: number; waits: boolean };

/** A struct of the document or of the update. */
type Holder = Y.Item | Y.GC | Arrival;

export class Arrivals {
  readonly #doc: Y.Doc;
  readonly #queues = new Map<number, Queue>();
  readonly #order: Arrival[] = [];

  constructor(doc: Y.Doc) {
    this.#doc = doc;
  }

  /** All of them, in the order in which Yjs takes them in. */
  get inOrder(): readonly Arrival[] {
    return this.#order;
  }

  /** The clock up to which the document, with this update, knows a client id. */
  known(client: number): number {
    return this.#queues.get(client)?.block.to ?? Y.getState(this.#doc.store, client);
  }

  of(client: number): readonly Arrival[] {
    return this.#queues.get(client)?.arrivals ?? [];
  }

  /** @returns false when something it builds on has not come. */
  resolve(scan: Scan): boolean {
    for (const block of scan.blocks) {
      if (block.from > Y.getState(this.#doc.store, block.client)) return false;
      this.#queues.set(block.client, { block, arrivals: [], next: 0, waits: false });
    }
    // Yjs begins with the highest client id, and goes to others only for what a struct builds on.
    const queues = [...this.#queues.values()];
    if (queues.length > 1) queues.sort((a, b) => b.block.client - a.block.client);
    return queues.every((queue) => this.#empty(queue));
  }

  #empty(queue: Queue): boolean {
    const waiting = [queue];
    for (let top = waiting.at(-1); top; top = waiting.at(-1)) {
      const struct = top.block.structs[top.next];
      if (!struct) {
        // Only the queue we came for can be empty: what others wait for was found in theirs.
        waiting.pop();
        continue;
      }
      const missing = this.#missing(struct);
      if (missing === undefined) {
        this.#land(struct, top);
        if (waiting.length > 1) waiting.pop();
        top.waits = false;
        continue;
      }
      const other = this.#queues.get(missing);
      if (!other || other.next === other.block.structs.length) return false;
      top.waits = true;
      if (other.waits) malformed('changes that build on each other in a circle');
      waiting.push(other);
    }
    return true;
  }

  /** The client id whose struct must come first. */
  #missing({ id, origin, rightOrigin, parent }: Struct): number | undefined {
    if (origin && !this.#has(origin, id)) return origin.client;
    if (rightOrigin && !this.#has(rightOrigin, id)) return rightOrigin.client;
    if (typeof parent === 'object' && !this.#has(parent, id)) return parent.client;
    return undefined;
  }

  #has(id: Id, asker: Id): boolean {
    if (id.client === asker.client) return id.clock < asker.clock || malformed('a change that builds on itself or on a later one');
    const queue = this.#queues.get(id.client);
    if (!queue) return id.clock < Y.getState(this.#doc.store, id.client);
    const next = queue.block.structs[queue.next];
    return id.clock < (next ? next.id.clock : queue.block.to);
  }

  #land(struct: Struct, queue: Queue): void {
    const arrival = new Arrival(struct);
    if (struct.content !== 'gone') {
      if (struct.origin || struct.rightOrigin) this.#landBeside(arrival);
      else this.#landUnder(arrival);
      if (arrival.ground) checkForm(arrival, arrival.ground);
    }
    queue.arrivals.push(arrival);
    queue.next++;
    this.#order.push(arrival);
  }

  /** Beside what it was written next to: in the same home, under the same key. */
  #landBeside(arrival: Arrival): void {
    const { origin, rightOrigin } = arrival.struct;
    const left = origin && this.find(origin);
    const right = rightOrigin && this.find(rightOrigin);
    if ((left && isGone(left)) || (right && isGone(right))) return;
    const beside = (left ?? right) as Y.Item | Arrival;
    const home = homeOf(beside);
    const key = keyOf(beside);
    if (left && right && (homeOf(right as Y.Item | Arrival) !== home || keyOf(right as Y.Item | Arrival) !== key)) {
      malformed('a change between two places');
    }
    this.#settle(arrival, home, key);
  }

  #landUnder(arrival: Arrival): void {
    const { parent, key } = arrival.struct;
    if (typeof parent === 'object') {
      const holder = this.find(parent);
      if (holder instanceof Arrival) {
        if (isGone(holder) || holder.struct.content === 'deleted') return;
        if (!holder.inside) malformed('a change inside of something that holds nothing');
        return this.#settle(arrival, holder, key);
      }
      // Of a deleted map or text nothing is left to write into: an honest edit, made elsewhere, that came too late.
      if (holder.deleted) return;
      const content = (holder as Y.Item).content;
      if (!(content instanceof Y.ContentType)) malformed('a change inside of something that holds nothing');
      return this.#settle(arrival, content.type, key);
    }
    const root = parent as string;
    this.#settle(arrival, (this.#doc.share.get(root) as AnyType | undefined) ?? root, key);
  }

  #settle(arrival: Arrival, home: Home, key: string | undefined): void {
    const ground = typeof home === 'string' ? groundOfRoot(home) : home instanceof Arrival ? home.inside : groundOf(home);
    if (!ground) malformed('a part that boards do not have');
    arrival.home = home;
    arrival.key = key;
    arrival.ground = ground;
    const { content } = arrival.struct;
    if (content === 'map' || content === 'text' || content === 'list') arrival.inside = groundUnder(ground, key, content);
  }

  /** The struct that holds this id; it must be known. */
  find({ client, clock }: Id): Holder {
    const queue = this.#queues.get(client);
    if (queue && clock >= queue.block.from) return queue.arrivals[indexAt(queue.arrivals, clock)] as Arrival;
    const structs = this.#doc.store.clients.get(client) as (Y.Item | Y.GC)[];
    return structs[Y.findIndexSS(structs, clock)] as Y.Item | Y.GC;
  }
}

/** Which of a client id's structs, in order, holds a clock. */
function indexAt(arrivals: readonly Arrival[], clock: number): number {
  let low = 0;
  let high = arrivals.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((arrivals[middle] as Arrival).struct.id.clock <= clock) low = middle;
    else high = middle - 1;
  }
  return low;
}

const isGone = (holder: Holder): boolean => (holder instanceof Arrival ? holder.home === undefined : holder instanceof Y.GC);
const homeOf = (holder: Y.Item | Arrival): Home => (holder instanceof Arrival ? (holder.home as Home) : (holder.parent as AnyType));
const keyOf = (holder: Y.Item | Arrival): string | undefined => (holder instanceof Arrival ? holder.key : (holder.parentSub ?? undefined));

/** Maps hold keys, texts hold characters, and nothing holds both. */
function checkForm({ struct, key }: Arrival, ground: Ground): void {
  const { content } = struct;
  if (ground.kind !== 'map') {
    if (key !== undefined) malformed('a value in a text');
    const fits = content === 'deleted' || content === (ground.kind === 'text' ? 'string' : 'values');
    if (!fits) malformed('something else than characters in a text');
    return;
  }
  if (key === undefined) malformed('a list where boards have keys');
  if (content === 'string') malformed('characters where boards have values');
  if (struct.rightOrigin) malformed('a value before another of the same key');
}
