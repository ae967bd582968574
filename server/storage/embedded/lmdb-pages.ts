// Reads an LMDB data file without LMDB, which trusts it: a page that is cut off or overwritten ends the process there.
// Here the file is only looked at, page by page, never mapped and never written. What its entries mean is not known here.
// The layout is that of lmdb 3.5 on 64 bits (liblmdb, mdb.c: MDB_page_header, MDB_node, MDB_meta).

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

export type Entry = { readonly key: Buffer; readonly value: Buffer };
export type Reading = { readonly entries: Entry[]; readonly problems: readonly string[] };

const MAGIC = 0xbeefc0de;
const VERSION = 2;
const HEADER_BYTES = 24;
const META_BYTES = 160;
const PAGE_SIZES = [4_096, 8_192, 16_384, 32_768, 65_536];
const NO_PAGE = 2 ** 64;
const BRANCH = 1;
const LEAF = 2;
const OVERFLOW = 4;
const NODE_BYTES = 8;
const ON_OTHER_PAGES = 1;
const REFERENCE_BYTES = 24;
/** LMDB's own bound on the depth of a tree. */
const DEEPEST = 32;

type Meta = { readonly pageSize: number; readonly freeRoot: number; readonly mainRoot: number; readonly transaction: number };

/** An open data file. Close it. */
export class LmdbPages {
  readonly #descriptor: number;
  readonly #size: number;
  /** The state of the last transaction first, then the one before it. */
  readonly #metas: readonly Meta[];

  constructor(file: string) {
    this.#descriptor = openSync(file, 'r');
    this.#size = fstatSync(this.#descriptor).size;
    this.#metas = this.#readMetas();
  }

  /** Whether there is a state to be read at all. */
  get legible(): boolean {
    return this.#metas.length > 0;
  }

  /** What LMDB would stumble over in the last state; empty when it is sound. */
  problems(): readonly string[] {
    const [meta] = this.#metas;
    if (meta === undefined) return ['neither of its two heads can be read'];
    const problems: string[] = this.#bothHeads ? [] : ['one of its two heads can not be read'];
    const ignore = (): void => undefined;
    this.#walk(meta, meta.freeRoot, problems, ignore);
    this.#walk(meta, meta.mainRoot, problems, ignore);
    return problems;
  }

  /** Everything that can still be read of the last state, or of the one before it. */
  read(state: 'last' | 'before'): Reading {
    const meta = this.#metas[state === 'last' ? 0 : 1];
    const problems: string[] = [];
    const entries: Entry[] = [];
    if (meta !== undefined) this.#walk(meta, meta.mainRoot, problems, (entry) => entries.push(entry()));
    return { entries, problems };
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  get #bothHeads(): boolean {
    return this.#metas.length === 2;
  }

  // -- heads ------------------------------------------------------------------------------------------------------------

  #readMetas(): readonly Meta[] {
    const first = this.#meta(0);
    const second = first === undefined ? this.#secondMeta() : this.#meta(first.pageSize);
    const metas = [first, second].filter((meta) => meta !== undefined);
    return metas.sort((one, other) => other.transaction - one.transaction);
  }

  /** Without the first head the size of a page is not known: the second says its own. */
  #secondMeta(): Meta | undefined {
    return PAGE_SIZES.map((size) => ({ size, meta: this.#meta(size) })).find(({ size, meta }) => meta?.pageSize === size)?.meta;
  }

  #meta(at: number): Meta | undefined {
    const bytes = this.#bytes(at, META_BYTES);
    if (bytes === undefined || bytes.readUInt32LE(24) !== MAGIC || bytes.readUInt32LE(28) !== VERSION) return undefined;
    const meta = {
      pageSize: bytes.readUInt32LE(48),
      freeRoot: long(bytes, 88),
      mainRoot: long(bytes, 136),
      transaction: long(bytes, 152),
    };
    return PAGE_SIZES.includes(meta.pageSize) ? meta : undefined;
  }

  // -- trees ------------------------------------------------------------------------------------------------------------

  #walk(meta: Meta, root: number, problems: string[], found: (entry: () => Entry) => void): void {
    const seen = new Set<number>();
    const visit = (number: number, depth: number): void => {
      const page = seen.has(number) || depth > DEEPEST ? undefined : this.#page(meta, number);
      seen.add(number);
      const nodes = page && nodesOf(page);
      if (page === undefined || nodes === undefined) {
        problems.push(`page ${number} is cut off or overwritten`);
        return;
      }
      for (const at of nodes) {
        if (isBranch(page)) visit(childAt(page, at), depth + 1);
        else this.#leaf(meta, page, at, problems, found);
      }
    };
    if (root < NO_PAGE) visit(root, 1);
  }

  #leaf(meta: Meta, page: Buffer, at: number, problems: string[], found: (entry: () => Entry) => void): void {
    const length = page.readUInt32LE(at);
    const keyEnd = at + NODE_BYTES + page.readUInt16LE(at + 6);
    const elsewhere = (page.readUInt16LE(at + 4) & ON_OTHER_PAGES) !== 0;
    if (keyEnd + (elsewhere ? REFERENCE_BYTES : length) > page.length) {
      problems.push(`an entry of page ${long(page, 0)} is overwritten`);
      return;
    }
    const key = (): Buffer => Buffer.from(page.subarray(at + NODE_BYTES, keyEnd));
    if (!elsewhere) {
      found(() => ({ key: key(), value: Buffer.from(page.subarray(keyEnd, keyEnd + length)) }));
      return;
    }
    const number = long(page, keyEnd);
    if (!this.#holds(meta, number, length)) {
      problems.push(`page ${number} is cut off or overwritten`);
      return;
    }
    found(() => ({ key: key(), value: this.#bytes(number * meta.pageSize + HEADER_BYTES, length) as Buffer }));
  }

  /** A page of a tree; undefined when it is not the page this state means. */
  #page(meta: Meta, number: number): Buffer | undefined {
    const page = number < 2 ? undefined : this.#bytes(number * meta.pageSize, meta.pageSize);
    if (page === undefined || !isPage(page, meta, number)) return undefined;
    const kind = page.readUInt16LE(18) & (BRANCH | LEAF | OVERFLOW);
    return kind === BRANCH || kind === LEAF ? page : undefined;
  }

  /** Whether a long value's pages are in the file. Only the first one has a head. */
  #holds(meta: Meta, number: number, length: number): boolean {
    if (number < 2) return false;
    const head = this.#bytes(number * meta.pageSize, HEADER_BYTES);
    if (head === undefined || !isPage(head, meta, number) || (head.readUInt16LE(18) & OVERFLOW) === 0) return false;
    const pages = head.readUInt32LE(20);
    return pages * meta.pageSize >= HEADER_BYTES + length && (number + pages) * meta.pageSize <= this.#size;
  }

  #bytes(at: number, length: number): Buffer | undefined {
    if (at + length > this.#size) return undefined;
    const bytes = Buffer.alloc(length);
    return readSync(this.#descriptor, bytes, 0, length, at) === length ? bytes : undefined;
  }
}

/** Its own number stands in it, and no transaction after this state has written it. */
const isPage = (page: Buffer, meta: Meta, number: number): boolean => long(page, 0) === number && long(page, 8) <= meta.transaction;

const isBranch = (page: Buffer): boolean => (page.readUInt16LE(18) & BRANCH) !== 0;

/** Where the nodes of a page begin; undefined when its table of them makes no sense. */
function nodesOf(page: Buffer): number[] | undefined {
  const lower = page.readUInt16LE(20);
  const upper = page.readUInt16LE(22);
  if (lower % 2 !== 0 || lower > upper || upper + HEADER_BYTES > page.length) return undefined;
  const nodes = Array.from({ length: lower / 2 }, (_, index) => page.readUInt16LE(HEADER_BYTES + index * 2) + HEADER_BYTES);
  return nodes.every((at) => at >= HEADER_BYTES + upper && at + NODE_BYTES <= page.length) ? nodes : undefined;
}

const childAt = (page: Buffer, at: number): number => page.readUInt32LE(at) + page.readUInt16LE(at + 4) * 2 ** 32;

/** Beyond 2^53 it is garbage or "no page", and inexact either way. */
const long = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at));
