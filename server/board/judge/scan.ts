// First look at an incoming update: its bytes, without a document. Lets through only what an honest client of this
// product writes, and bounds what a later step may cost. Ownership, schema and policy are not looked at here.
// Format: Yjs update v1, as written by yjs 13.6 (structs by client, then the delete set).

import * as decoding from 'lib0/decoding';
import { refuse, type Refusal } from '../../../shared/refusal.ts';
import { malformed, Problem } from './problem.ts';

export type ScanLimits = {
  readonly bytes: number;
  readonly structs: number;
  readonly clients: number;
  readonly deleteRanges: number;
  readonly text: number;
  /** How far merging may walk over what others wrote in the same place; see cost.ts. */
  readonly steps: number;
};

/** A live message. */
export const LIVE_LIMITS: ScanLimits = {
  bytes: 256 * 1024,
  structs: 5_000,
  clients: 64,
  deleteRanges: 20_000,
  text: 100_000,
  steps: 25_000,
};
/** What a client brings after working offline. Its delete set speaks of the whole board. */
export const CATCH_UP_LIMITS: ScanLimits = {
  bytes: 1024 * 1024,
  structs: 50_000,
  clients: 5_000,
  deleteRanges: 200_000,
  text: 100_000,
  steps: 200_000,
};

export type Id = { readonly client: number; readonly clock: number };
export type Scalar = string | number | boolean | null | undefined;
/** A flat object: a line of the server's own log. A client that sends all it has sends what it got from the server too. */
export type Line = ReadonlyMap<string, Scalar>;
export type Value = Scalar | Line;

/** What a struct holds. `gone` is content whose place is no more; `deleted` had a value once. */
export type Content = 'gone' | 'deleted' | 'string' | 'map' | 'text' | 'list' | 'values';

/** One struct as it stands in the bytes. Parent and key are written only where nothing stands beside it. */
export type Struct = {
  readonly id: Id;
  readonly length: number;
  readonly content: Content;
  readonly origin: Id | undefined;
  readonly rightOrigin: Id | undefined;
  readonly parent: string | Id | undefined;
  readonly key: string | undefined;
  readonly text: string;
  readonly values: readonly Value[];
};

/** What one client id says, from a clock on. */
export type Block = { readonly client: number; readonly from: number; readonly to: number; readonly structs: readonly Struct[] };
export type Range = { readonly from: number; readonly to: number };
/** What is deleted of one client id, in order and without overlap. */
export type Deletes = { readonly client: number; readonly ranges: readonly Range[] };

export type Scan = {
  readonly structs: number;
  readonly clients: readonly number[];
  readonly empty: boolean;
  readonly blocks: readonly Block[];
  readonly deletes: readonly Deletes[];
};

const CLIENT_LIMIT = 2 ** 32;
const CLOCK_LIMIT = 2 ** 31;
const NAME_LIMIT = 200;
const LINE_LIMIT = 16;

const GC = 0;
const CONTENT = { deleted: 1, string: 4, type: 7, any: 8 } as const;
const TYPE = { list: 0, map: 1, text: 2 } as const;
const INFO = { content: 31, parentSub: 32, rightOrigin: 64, origin: 128 } as const;
/** Tags of lib0's `any`: undefined, null, integer, float32, float64, false, true, string. */
const SCALARS: ReadonlySet<number> = new Set([127, 126, 125, 124, 123, 121, 120, 119]);
const OBJECT = 118;

const NO_VALUES: readonly Value[] = [];

export function scanUpdate(update: Uint8Array, limits: ScanLimits): Scan | Refusal {
  if (update.byteLength > limits.bytes) return refuse('too-large', { limit: Math.floor(limits.bytes / 1024), unit: 'kB' });
  try {
    return new Scanner(update, limits).scan();
  } catch (error) {
    if (error instanceof Problem) return error.refusal;
    // lib0 throws plain errors where the bytes end early or a number is out of range.
    return refuse('malformed', { problem: 'the update is cut short' });
  }
}

class Scanner {
  readonly #decoder: decoding.Decoder;
  readonly #limits: ScanLimits;
  #structs = 0;
  #ranges = 0;

  constructor(update: Uint8Array, limits: ScanLimits) {
    this.#decoder = decoding.createDecoder(update);
    this.#limits = limits;
  }

  scan(): Scan {
    const blocks = this.#many((client) => this.#block(client));
    const deletes = this.#many((client) => this.#deletes(client));
    if (decoding.hasContent(this.#decoder)) malformed('bytes after the end');
    checkRuns(blocks, deletes);
    return {
      structs: this.#structs,
      clients: blocks.map(({ client }) => client),
      empty: this.#structs === 0 && this.#ranges === 0,
      blocks,
      deletes,
    };
  }

  #many<T>(read: (clients: Set<number>) => T): T[] {
    const count = decoding.readVarUint(this.#decoder);
    if (count > this.#limits.clients) malformed('too many clients');
    const clients = new Set<number>();
    const all: T[] = [];
    for (let index = 0; index < count; index++) all.push(read(clients));
    return all;
  }

  // -- structs ----------------------------------------------------------------------------------------------------------

  #block(seen: Set<number>): Block {
    const count = decoding.readVarUint(this.#decoder);
    this.#structs += count;
    if (this.#structs > this.#limits.structs) malformed('too many changes at once');
    const client = this.#newClient(seen);
    const from = this.#clock();
    const structs: Struct[] = [];
    let clock = from;
    for (let index = 0; index < count; index++) {
      const struct = this.#struct({ client, clock });
      clock = within(clock + struct.length);
      structs.push(struct);
    }
    return { client, from, to: clock, structs };
  }

  #struct(id: Id): Struct {
    const info = decoding.readUint8(this.#decoder);
    if (info === GC) return bare(id, this.#length());
    const origin = info & INFO.origin ? this.#id() : undefined;
    const rightOrigin = info & INFO.rightOrigin ? this.#id() : undefined;
    let parent: string | Id | undefined;
    let key: string | undefined;
    if (!origin && !rightOrigin) {
      parent = decoding.readVarUint(this.#decoder) === 1 ? this.#name() : this.#id();
      if (info & INFO.parentSub) key = this.#name();
    }
    switch (info & INFO.content) {
      case CONTENT.deleted:
        return { id, length: this.#length(), content: 'deleted', origin, rightOrigin, parent, key, text: '', values: NO_VALUES };
      case CONTENT.string: {
        const text = this.#text();
        return { id, length: positive(text.length), content: 'string', origin, rightOrigin, parent, key, text, values: NO_VALUES };
      }
      case CONTENT.type:
        return { id, length: 1, content: this.#type(), origin, rightOrigin, parent, key, text: '', values: NO_VALUES };
      case CONTENT.any: {
        const values = this.#values();
        return { id, length: values.length, content: 'values', origin, rightOrigin, parent, key, text: '', values };
      }
      default:
        return malformed('a kind of content this board does not have');
    }
  }

  #type(): Content {
    const type = decoding.readVarUint(this.#decoder);
    if (type === TYPE.map) return 'map';
    if (type === TYPE.text) return 'text';
    if (type === TYPE.list) return 'list';
    return malformed('a kind of content this board does not have');
  }

  #values(): Value[] {
    const count = positive(decoding.readVarUint(this.#decoder));
    if (count > this.#limits.structs) malformed('too many changes at once');
    const values: Value[] = [];
    for (let index = 0; index < count; index++) values.push(this.#value());
    return values;
  }

  #value(): Value {
    return decoding.peekUint8(this.#decoder) === OBJECT ? this.#line() : this.#scalar();
  }

  /** One lib0 'any' value: undefined, null, integer, float, boolean or string. */
  #scalar(): Scalar {
    if (!SCALARS.has(decoding.peekUint8(this.#decoder))) malformed('a value that is not a plain one');
    const value = decoding.readAny(this.#decoder) as Scalar;
    if (typeof value === 'number' && !Number.isFinite(value)) malformed('a number that is not finite');
    if (typeof value === 'string' && value.length > this.#limits.text) malformed('a text is too long');
    return value;
  }

  #line(): Line {
    decoding.readUint8(this.#decoder);
    const count = decoding.readVarUint(this.#decoder);
    if (count > LINE_LIMIT) malformed('a value that is not a plain one');
    const line = new Map<string, Scalar>();
    for (let index = 0; index < count; index++) line.set(this.#name(), this.#scalar());
    return line;
  }

  // -- the delete set -----------------------------------------------------------------------------------------------------

  #deletes(seen: Set<number>): Deletes {
    const client = this.#newClient(seen);
    const count = decoding.readVarUint(this.#decoder);
    this.#ranges += count;
    if (this.#ranges > this.#limits.deleteRanges) malformed('too many deletions at once');
    const ranges: Range[] = [];
    let end = 0;
    for (let index = 0; index < count; index++) {
      const from = this.#clock();
      const to = within(from + this.#length());
      // Yjs writes them in order; overlapping ones would be walked again and again.
      if (from < end) malformed('deletions out of order');
      end = to;
      ranges.push({ from, to });
    }
    return { client, ranges };
  }

  // -- parts --------------------------------------------------------------------------------------------------------------

  #newClient(seen: Set<number>): number {
    const client = this.#client();
    if (seen.has(client)) malformed('a client appears twice');
    seen.add(client);
    return client;
  }

  #client(): number {
    const client = decoding.readVarUint(this.#decoder);
    return client < CLIENT_LIMIT ? client : malformed('a client number is out of range');
  }

  #clock = (): number => within(decoding.readVarUint(this.#decoder));
  #length = (): number => positive(decoding.readVarUint(this.#decoder));
  #id = (): Id => ({ client: this.#client(), clock: this.#clock() });

  #text(): string {
    const text = decoding.readVarString(this.#decoder);
    return text.length <= this.#limits.text ? text : malformed('a text is too long');
  }

  /** A root's name or a map's key. */
  #name(): string {
    const name = decoding.readVarString(this.#decoder);
    return name.length <= NAME_LIMIT ? name : malformed('a name is too long');
  }
}

const bare = (id: Id, length: number): Struct => ({
  id,
  length,
  content: 'gone',
  origin: undefined,
  rightOrigin: undefined,
  parent: undefined,
  key: undefined,
  text: '',
  values: NO_VALUES,
});
const within = (clock: number): number => (clock < CLOCK_LIMIT ? clock : malformed('a clock is out of range'));
const positive = (length: number): number => (length >= 1 ? length : malformed('an empty change'));

/**
 * A struct with several values: an undo history makes Yjs keep values that were replaced, and join them. Honest ones are
 * all deleted, so each lies within one range of the update's own delete set. Lines of the log stand in a list, where several
 * are as they should be.
 */
function checkRuns(blocks: readonly Block[], deletes: readonly Deletes[]): void {
  for (const { client, structs } of blocks) {
    let ranges: readonly Range[] | undefined;
    let next = 0;
    for (const { id, length, values } of structs) {
      if (values.length < 2 || values[0] instanceof Map) continue;
      ranges ??= deletes.find((deleted) => deleted.client === client)?.ranges ?? [];
      while (ranges[next] && (ranges[next] as Range).to < id.clock + length) next++;
      const range = ranges[next];
      if (!range || range.from > id.clock) malformed('several values at once');
    }
  }
}
