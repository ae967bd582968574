// What one person's edit changed in the document, noted so that it can be taken back by ordinary writes: values by the ones
// that stood there, characters by typing and deleting. Never Yjs's own undo history: it can bring characters back around
// others, on which replicas disagree, and the judge refuses that. Which edits are noted and in which order is own-steps.ts.

import * as Y from 'yjs';
import { rootOf } from './board.ts';

type AnyType = Y.AbstractType<unknown>;
type Scalar = string | number | boolean;
/** What stands under a key of a map, by the struct that put it there; 'x-' when that is deleted, '' when there never was one. */
export type Standing = string;
/** A part of a document, outside of any document. */
export type Kept = { readonly was: Standing } & (
  { readonly value: Scalar } | { readonly text: string } | { readonly entries: readonly (readonly [key: string, kept: Kept])[] }
);
/** Characters by the ids they were typed under. */
type Span = { readonly client: number; readonly clock: number; readonly length: number };
type Cut = { readonly at: Y.RelativePosition; readonly text: string; readonly spans: readonly Span[] };

type Path = readonly [root: UndoRoot, ...keys: string[]];
export type ValueChange = {
  readonly change: 'value';
  readonly path: Path;
  readonly key: string;
  readonly before: Kept | undefined;
  readonly was: Standing;
  readonly mine: Standing;
};
export type TextChange = {
  readonly change: 'text';
  readonly path: Path;
  readonly cut: readonly Cut[];
  readonly typed: readonly Span[];
};
export type OwnChange = ValueChange | TextChange;

/** The roots in which people edit together; elsewhere entries have owners or the server writes. */
const UNDO_ROOTS = ['challenges', 'tasks'] as const;
export type UndoRoot = (typeof UNDO_ROOTS)[number];

const standing = (item: Y.Item | undefined): Standing => (item ? `${item.id.client}:${item.id.clock}${item.deleted ? '-' : ''}` : '');

// -- noting ---------------------------------------------------------------------------------------------------------------

/** What a transaction changed, last things first to be taken back. To be asked before Yjs tidies up after it. */
export function changesOf(doc: Y.Doc, transaction: Y.Transaction): OwnChange[] {
  const changes: OwnChange[] = [];
  for (const [type, keys] of transaction.changed) {
    const path = pathOf(doc, type as AnyType);
    if (!path) continue;
    if (type instanceof Y.Text) changes.push(textChange(type, path, transaction));
    else for (const key of keys) if (key !== null) changes.push(...valueChange(type as AnyType, key, path, transaction));
  }
  return changes;
}

function pathOf(doc: Y.Doc, type: AnyType): Path | undefined {
  const keys: string[] = [];
  let at = type;
  while (at._item) {
    if (at._item.deleted || at._item.parentSub === null) return undefined;
    keys.unshift(at._item.parentSub);
    at = at._item.parent as AnyType;
  }
  const root = UNDO_ROOTS.find((name) => (rootOf(doc, name) as unknown) === at);
  return root && [root, ...keys];
}

const isNew = (item: Y.Item, { beforeState }: Y.Transaction) => item.id.clock >= (beforeState.get(item.id.client) ?? 0);
const wentNow = (item: Y.Item, { deleteSet }: Y.Transaction) => item.deleted && Y.isDeleted(deleteSet, item.id);
const stoodBefore = (item: Y.Item, transaction: Y.Transaction) =>
  !isNew(item, transaction) && (!item.deleted || wentNow(item, transaction));

function valueChange(map: AnyType, key: string, path: Path, transaction: Y.Transaction): ValueChange[] {
  const now = map._map.get(key);
  let old = now;
  while (old && isNew(old, transaction)) old = (old.left as Y.Item | null) ?? undefined;
  const stood = old && stoodBefore(old, transaction) ? old : undefined;
  const was = stood ? `${stood.id.client}:${stood.id.clock}` : standing(old);
  const mine = standing(now);
  if (was === mine) return [];
  return [{ change: 'value', path, key, before: stood && keep(stood, transaction), was, mine }];
}

function keep(item: Y.Item, transaction: Y.Transaction): Kept {
  const was = `${item.id.client}:${item.id.clock}`;
  if (!(item.content instanceof Y.ContentType)) return { was, value: item.content.getContent().at(-1) as Scalar };
  const { type } = item.content;
  if (type instanceof Y.Text) return { was, text: textBefore(type, transaction) };
  const entries: [string, Kept][] = [];
  for (const [key, last] of type._map) if (stoodBefore(last, transaction)) entries.push([key, keep(last, transaction)]);
  return { was, entries };
}

function textBefore(text: Y.Text, transaction: Y.Transaction): string {
  let result = '';
  for (const item of itemsOf(text))
    if (stoodBefore(item, transaction) && item.content instanceof Y.ContentString) result += item.content.str;
  return result;
}

function* itemsOf(text: Y.Text): Generator<Y.Item> {
  for (let item = text._start; item; item = item.right as Y.Item | null) yield item;
}

function textChange(text: Y.Text, path: Path, transaction: Y.Transaction): TextChange {
  const typed: Span[] = [];
  const cut: Cut[] = [];
  let at = 0;
  let cutAt = -1;
  for (const item of itemsOf(text)) {
    if (!(item.content instanceof Y.ContentString)) continue;
    const span = { ...item.id, length: item.length };
    if (!item.deleted) {
      if (isNew(item, transaction)) typed.push({ client: span.client, clock: span.clock, length: span.length });
      at += item.length;
    } else if (stoodBefore(item, transaction)) {
      const last = cutAt === at ? cut.pop() : undefined;
      const where = last?.at ?? Y.createRelativePositionFromTypeIndex(text, at, -1);
      cut.push({
        at: where,
        text: (last?.text ?? '') + item.content.str,
        spans: [...(last?.spans ?? []), { client: span.client, clock: span.clock, length: span.length }],
      });
      cutAt = at;
    }
  }
  return { change: 'text', path, cut, typed };
}

// -- taking back ----------------------------------------------------------------------------------------------------------

/** Knows what was written to bring something back, so that it counts as what it stands for. */
export class Recognition {
  readonly #values = new Map<Standing, Standing>();
  readonly #characters = new Map<string, string>();

  value(standing: Standing): Standing {
    return this.#values.get(standing) ?? standing;
  }

  /** The map's key now holds what `was` was. */
  isAgain(map: AnyType, key: string, was: Standing, kept: Kept | undefined): void {
    const item = map._map.get(key);
    const now = standing(item);
    if (now !== this.value(was)) this.#values.set(now, this.value(was));
    if (!kept || !('entries' in kept) || !(item?.content instanceof Y.ContentType)) return;
    for (const [inner, one] of kept.entries) this.isAgain(item.content.type as AnyType, inner, one.was, one);
  }

  charactersAreAgain(client: number, clock: number, spans: readonly Span[]): void {
    let at = clock;
    for (const span of spans) {
      for (let offset = 0; offset < span.length; offset++) {
        this.#characters.set(`${client}:${at++}`, this.character(span.client, span.clock + offset));
      }
    }
  }

  character(client: number, clock: number): string {
    const id = `${client}:${clock}`;
    return this.#characters.get(id) ?? id;
  }
}

const make = (kept: Kept): unknown => {
  if ('value' in kept) return kept.value;
  return 'text' in kept ? new Y.Text(kept.text) : new Y.Map(kept.entries.map(([key, one]): [string, unknown] => [key, make(one)]));
};

function typeAt(doc: Y.Doc, [root, ...keys]: Path): unknown {
  let at: unknown = rootOf(doc, root);
  for (const key of keys) at = at instanceof Y.Map ? at.get(key) : undefined;
  return at;
}

/**
 * Takes one change back as far as nobody else wrote there since. To be called in a transaction.
 * @param mayGo whether an entry may be removed, by its root and id
 */
export function takeBack(doc: Y.Doc, change: OwnChange, known: Recognition, mayGo: (root: UndoRoot, id: string) => boolean): void {
  const type = typeAt(doc, change.path);
  if (change.change === 'text') {
    if (type instanceof Y.Text) takeBackText(doc, type, change, known);
    return;
  }
  if (!(type instanceof Y.Map)) return;
  const map = type as unknown as AnyType & Y.Map<unknown>;
  const { path, key, before, was } = change;
  const now = map._map.get(key);
  if (known.value(standing(now)) !== known.value(change.mine)) return;
  if (now && !now.deleted && now.content instanceof Y.ContentType) {
    if (!isOwn(now, doc.clientID) || (path.length === 1 && !mayGo(path[0], key))) return;
  }
  if (before) map.set(key, make(before));
  else map.delete(key);
  known.isAgain(map, key, was, before);
}

/** Whether everything in it was written here. */
function isOwn(item: Y.Item, client: number): boolean {
  if (item.deleted) return true;
  if (item.id.client !== client) return false;
  if (!(item.content instanceof Y.ContentType)) return true;
  const { type } = item.content;
  if (type instanceof Y.Text) return [...itemsOf(type)].every((one) => isOwn(one, client));
  return [...type._map.values()].every((one) => isOwn(one, client));
}

function takeBackText(doc: Y.Doc, text: Y.Text, { cut, typed }: TextChange, known: Recognition): void {
  for (const piece of cut.toReversed()) {
    const index = indexOf(doc, text, piece.at, known);
    if (index === undefined) continue;
    const clock = Y.getState(doc.store, doc.clientID);
    text.insert(index, piece.text);
    known.charactersAreAgain(doc.clientID, clock, piece.spans);
  }
  for (const [from, length] of placesOf(text, typed, known).toReversed()) text.delete(from, length);
}

/** Right after the character it was beside, also when that one was brought back under another id. */
function indexOf(doc: Y.Doc, text: Y.Text, at: Y.RelativePosition, known: Recognition): number | undefined {
  const beside = at.item && known.character(at.item.client, at.item.clock);
  if (beside) for (const [index, id] of charactersOf(text, known)) if (id === beside) return index + 1;
  const place = Y.createAbsolutePositionFromRelativePosition(at, doc);
  return place && (place.type as unknown) === text ? place.index : undefined;
}

/** Each character that stands there, by the id it was first typed under. */
function* charactersOf(text: Y.Text, known: Recognition): Generator<[index: number, id: string]> {
  let index = 0;
  for (const item of itemsOf(text)) {
    if (item.deleted) continue;
    for (let offset = 0; offset < item.length; offset++) yield [index++, known.character(item.id.client, item.id.clock + offset)];
  }
}

/** Where the characters typed stand now, as ranges of the text. */
function placesOf(text: Y.Text, typed: readonly Span[], known: Recognition): [from: number, length: number][] {
  if (typed.length === 0) return [];
  const own = new Set<string>();
  for (const span of typed) for (let at = 0; at < span.length; at++) own.add(known.character(span.client, span.clock + at));
  const places: [number, number][] = [];
  for (const [at, id] of charactersOf(text, known)) {
    if (!own.has(id)) continue;
    const last = places.at(-1);
    if (last && last[0] + last[1] === at) last[1]++;
    else places.push([at, 1]);
  }
  return places;
}
