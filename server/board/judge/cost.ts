// What merging an update would cost. Yjs finds the place of a struct by walking over what others wrote at the same spot; this
// walks the same way over a copy made as far as needed, and counts. The document is not touched.
// Also holds what makes the walk sure to agree on every replica: nothing is written around something it was written after.

import * as Y from 'yjs';
import { malformed, tooLarge } from './problem.ts';
import type { Arrival, Arrivals, Home } from './resolve.ts';
import type { Id } from './scan.ts';

type MaybeId = Id | null | undefined;

/** A stretch of a list that is not in the document: of the update, or of an item that the update splits. */
class Piece {
  readonly id: Id;
  readonly length: number;
  readonly origin: MaybeId;
  readonly rightOrigin: MaybeId;
  readonly home: Home;
  readonly key: string | undefined;
  /** What it says; '' where it is no text. */
  readonly text: string;
  left: Node | null = null;
  right: Node | null = null;

  constructor(id: Id, length: number, origin: MaybeId, rightOrigin: MaybeId, home: Home, key: string | undefined, text: string) {
    this.id = id;
    this.length = length;
    this.origin = origin;
    this.rightOrigin = rightOrigin;
    this.home = home;
    this.key = key;
    this.text = text;
  }
}

type Node = Y.Item | Piece;

const same = (a: MaybeId, b: MaybeId): boolean => (a && b ? a.client === b.client && a.clock === b.clock : !a && !b);
const holds = (node: Node, id: MaybeId): boolean =>
  !!id && node.id.client === id.client && id.clock >= node.id.clock && id.clock < node.id.clock + node.length;
const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** Splitting an item takes as long as so many steps; and it moves all later ones of its client, so many of them in a step. */
const STEPS_PER_SPLIT = 16;
const MOVED_PER_STEP = 256;

export class Cost {
  readonly #doc: Y.Doc;
  readonly #arrivals: Arrivals;
  readonly #limit: number;
  #steps = 0;
  /** What differs from the document's own lists. */
  readonly #lefts = new Map<Node, Node | null>();
  readonly #rights = new Map<Node, Node | null>();
  readonly #starts = new Map<Home, Node | null>();
  readonly #ends = new Map<Home, Map<string, Node>>();
  /** Items and structs in parts, in order. */
  readonly #parts = new Map<Y.Item | Arrival, Piece[]>();

  constructor(doc: Y.Doc, arrivals: Arrivals, limit: number) {
    this.#doc = doc;
    this.#arrivals = arrivals;
    this.#limit = limit;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Takes all of the update in, in the order in which Yjs would. */
  count(): void {
    for (const arrival of this.#arrivals.inOrder) {
      if (arrival.home !== undefined) this.#take(arrival, arrival.home);
      else this.#takeHomeless(arrival);
    }
  }

  #step(count = 1): void {
    this.#steps += count;
    if (this.#steps > this.#limit) tooLarge(this.#limit, 'steps of merging');
  }

  #take(arrival: Arrival, home: Home): void {
    const { id, length, origin, rightOrigin, text } = arrival.struct;
    const { key } = arrival;
    const left = origin ? this.#endingAt(origin) : null;
    const right = rightOrigin ? this.#startingAt(rightOrigin) : null;
    const piece = new Piece(id, length, origin, rightOrigin, home, key, text);
    this.#parts.set(arrival, [piece]);
    if (key !== undefined) this.#checkTurn(piece, left);
    else this.#checkBetween(piece, left, right);
    this.#link(piece, this.#place(piece, left, right));
  }

  /** Nothing is kept of it; yet what it was written beside may be there, and be split. */
  #takeHomeless({ struct: { origin, rightOrigin } }: Arrival): void {
    if (origin && this.#nodeAt(origin)) this.#endingAt(origin);
    if (rightOrigin && this.#nodeAt(rightOrigin)) this.#startingAt(rightOrigin);
  }

  // -- the rules of a list --------------------------------------------------------------------------------------------------

  /**
   * Whoever sets a key has seen their own last value of it: so a client id can set a key without an origin once, and there
   * is no way to pile up values side by side that all must be walked over.
   */
  #checkTurn(piece: Piece, left: Node | null): void {
    for (let node = left ? this.#right(left) : this.#first(piece); node; node = this.#right(node)) {
      this.#step();
      if (node.id.client === piece.id.client) malformed('a value that does not follow the last one');
    }
  }

  /**
   * Left and right stood side by side when it was written; where one is missing, the other was the first or the last. So
   * right comes after left, and neither was itself written next to something in between. Without this, replicas that hear
   * of edits in another order can come to disagree.
   */
  #checkBetween(piece: Piece, left: Node | null, right: Node | null): void {
    if (!left || !right) {
      if (left?.rightOrigin || right?.origin) malformed('characters around others they were written after');
      return;
    }
    if (this.#right(left) === right || same(left.rightOrigin, piece.rightOrigin) || same(right.origin, piece.origin)) return;
    for (let node = this.#right(left); node !== right; node = this.#right(node)) {
      this.#step();
      if (!node) malformed('characters before and after each other');
      if (holds(node, right.origin) || holds(node, left.rightOrigin)) malformed('characters around others they were written after');
    }
  }

  // -- Yjs's own walk ---------------------------------------------------------------------------------------------------------

  /** @returns what it comes to stand after. */
  #place(piece: Piece, left: Node | null, right: Node | null): Node | null {
    const fits = left ? this.#right(left) === right : right !== null && this.#left(right) === null;
    if (fits) return left;
    const passed = new Set<Node>();
    const conflicting = new Set<Node>();
    let after = left;
    for (let node = left ? this.#right(left) : this.#first(piece); node && node !== right; node = this.#right(node)) {
      this.#step();
      passed.add(node);
      conflicting.add(node);
      if (same(piece.origin, node.origin)) {
        if (node.id.client < piece.id.client) {
          after = node;
          conflicting.clear();
        } else if (same(piece.rightOrigin, node.rightOrigin)) break;
      } else {
        const origin = node.origin ? this.#nodeAt(node.origin) : undefined;
        if (!origin || !passed.has(origin)) break;
        if (!conflicting.has(origin)) {
          after = node;
          conflicting.clear();
        }
      }
    }
    return after;
  }

  #link(piece: Piece, after: Node | null): void {
    const before = after ? this.#right(after) : this.#first(piece);
    piece.left = after;
    piece.right = before;
    if (after) this.#setRight(after, piece);
    else if (piece.key === undefined) this.#starts.set(piece.home, piece);
    if (before) this.#setLeft(before, piece);
    else if (piece.key !== undefined) this.#setEnd(piece, piece.key);
  }

  // -- the lists, as they are and as they would be ------------------------------------------------------------------------------

  #left(node: Node): Node | null {
    const left = this.#lefts.get(node);
    return left === undefined ? (node.left as Node | null) : left;
  }

  #right(node: Node): Node | null {
    const right = this.#rights.get(node);
    return right === undefined ? (node.right as Node | null) : right;
  }

  #setLeft(node: Node, left: Node | null): void {
    if (node instanceof Piece) node.left = left;
    else this.#lefts.set(node, left);
  }

  #setRight(node: Node, right: Node | null): void {
    if (node instanceof Piece) node.right = right;
    else this.#rights.set(node, right);
  }

  /** Where a list begins. Of a key only the end is known, so one walks there. */
  #first(piece: Piece): Node | null {
    if (piece.key === undefined) return this.#start(piece.home);
    let first = this.#end(piece.home, piece.key);
    for (let left = first && this.#left(first); left; left = this.#left(left)) {
      this.#step();
      first = left;
    }
    return first;
  }

  #start(home: Home): Node | null {
    const start = this.#starts.get(home);
    if (start !== undefined) return start;
    return home instanceof Y.AbstractType ? (home._start as Y.Item | null) : null;
  }

  #end(home: Home, key: string): Node | null {
    const end = this.#ends.get(home)?.get(key);
    if (end) return end;
    return home instanceof Y.AbstractType ? ((home._map.get(key) as Y.Item | undefined) ?? null) : null;
  }

  #setEnd(piece: Piece, key: string): void {
    const ends = this.#ends.get(piece.home);
    if (ends) ends.set(key, piece);
    else this.#ends.set(piece.home, new Map([[key, piece]]));
  }

  // -- finding and splitting ------------------------------------------------------------------------------------------------------

  /** The stretch that holds an id; `undefined` for what the document keeps nothing of. */
  #nodeAt(id: Id): Node | undefined {
    const holder = this.#arrivals.find(id);
    if (holder instanceof Y.GC) return undefined;
    const parts = this.#parts.get(holder);
    if (parts) return parts[partAt(parts, id.clock)];
    return holder instanceof Y.Item ? holder : undefined;
  }

  #endingAt(id: Id): Node {
    const node = this.#nodeAt(id) as Node;
    const length = id.clock - node.id.clock + 1;
    return length === node.length ? node : this.#split(node, id, length)[0];
  }

  #startingAt(id: Id): Node {
    const node = this.#nodeAt(id) as Node;
    return id.clock === node.id.clock ? node : this.#split(node, id, id.clock - node.id.clock)[1];
  }

  #split(node: Node, id: Id, length: number): readonly [Piece, Piece] {
    const holder = this.#arrivals.find(id) as Y.Item | Arrival;
    const text = textOf(node);
    if (isHigh(text.charCodeAt(length - 1))) malformed('half a character');
    this.#step(STEPS_PER_SPLIT + Math.ceil((this.#doc.store.clients.get(id.client)?.length ?? 0) / MOVED_PER_STEP));
    const { home, key } = placeOf(node);
    const { client, clock } = node.id;
    const first = new Piece(node.id, length, node.origin, node.rightOrigin, home, key, text.slice(0, length));
    const end = { client, clock: clock + length - 1 };
    const rest = text.slice(length);
    const second = new Piece({ client, clock: clock + length }, node.length - length, end, node.rightOrigin, home, key, rest);
    this.#replace(node, first, second);
    const parts = this.#parts.get(holder);
    if (parts) parts.splice(partAt(parts, id.clock), 1, first, second);
    else this.#parts.set(holder, [first, second]);
    return [first, second];
  }

  #replace(node: Node, first: Piece, second: Piece): void {
    const left = this.#left(node);
    const right = this.#right(node);
    first.left = left;
    first.right = second;
    second.left = first;
    second.right = right;
    if (left) this.#setRight(left, first);
    else if (first.key === undefined) this.#starts.set(first.home, first);
    if (right) this.#setLeft(right, second);
    else if (first.key !== undefined) this.#setEnd(second, first.key);
  }
}

/** Which of the parts, in order, holds a clock. */
function partAt(parts: readonly Piece[], clock: number): number {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((parts[middle] as Piece).id.clock <= clock) low = middle;
    else high = middle - 1;
  }
  return low;
}

const textOf = (node: Node): string =>
  node instanceof Piece ? node.text : node.content instanceof Y.ContentString ? node.content.str : '';

const placeOf = (node: Node): { readonly home: Home; readonly key: string | undefined } =>
  node instanceof Piece ? node : { home: node.parent as Home, key: node.parentSub ?? undefined };
