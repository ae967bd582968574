// First look at an incoming update: its bytes, without a document. Lets through only what an honest client of this
// product writes, and bounds what a later step may cost. Ownership, schema and policy are not looked at here.
// Format: Yjs update v1, as written by yjs 13.6 (structs by client, then the delete set).

import * as decoding from 'lib0/decoding';
import { refuse, type Refusal } from '../../../shared/refusal.ts';

export type ScanLimits = {
  readonly bytes: number;
  readonly structs: number;
  readonly clients: number;
  readonly deleteRanges: number;
  readonly text: number;
};

/** A live message. */
export const LIVE_LIMITS: ScanLimits = { bytes: 256 * 1024, structs: 5_000, clients: 64, deleteRanges: 20_000, text: 100_000 };
/** What a client brings after working offline. Its delete set speaks of the whole board. */
export const CATCH_UP_LIMITS: ScanLimits = { bytes: 1024 * 1024, structs: 50_000, clients: 5_000, deleteRanges: 200_000, text: 100_000 };

export type Scan = { readonly structs: number; readonly clients: readonly number[]; readonly empty: boolean };

const CLIENT_LIMIT = 2 ** 32;
const CLOCK_LIMIT = 2 ** 31;

const GC = 0;
const CONTENT = { deleted: 1, string: 4, type: 7, any: 8 } as const;
const TYPE = { map: 1, text: 2 } as const;
const INFO = { content: 31, parentSub: 32, rightOrigin: 64, origin: 128 } as const;

/** Thrown inside the scan only; `scanUpdate` turns it into a refusal. */
class Malformed extends Error {}
const fail = (problem: string): never => {
  throw new Malformed(problem);
};

export function scanUpdate(update: Uint8Array, limits: ScanLimits): Scan | Refusal {
  if (update.byteLength > limits.bytes) return refuse('too-large', { limit: Math.floor(limits.bytes / 1024), unit: 'kB' });
  try {
    const decoder = decoding.createDecoder(update);
    const { structs, clients, runs } = scanStructs(decoder, limits);
    const ranges = scanDeletes(decoder, limits, runs);
    if (runs.size > 0) failOnRuns();
    if (decoding.hasContent(decoder)) fail('bytes after the end');
    return { structs, clients, empty: structs === 0 && ranges === 0 };
  } catch (error) {
    // lib0 throws plain errors where the bytes end early or a number is out of range.
    return refuse('malformed', { problem: error instanceof Malformed ? error.message : 'the update is cut short' });
  }
}

/**
 * A struct with several values: an undo history makes Yjs keep values that were replaced, and join them. Honest ones are
 * all deleted, so each lies within one range of the update's own delete set.
 */
type Run = { readonly from: number; readonly to: number };
/** By client, in order. */
type Runs = Map<number, Run[]>;
const failOnRuns = () => fail('several values at once');

function scanStructs(decoder: decoding.Decoder, limits: ScanLimits): { structs: number; clients: number[]; runs: Runs } {
  const blocks = decoding.readVarUint(decoder);
  if (blocks > limits.clients) fail('too many clients');
  const clients = new Set<number>();
  const runs: Runs = new Map();
  let structs = 0;
  for (let block = 0; block < blocks; block++) {
    const count = decoding.readVarUint(decoder);
    structs += count;
    if (structs > limits.structs) fail('too many changes at once');
    const client = readClient(decoder);
    if (clients.has(client)) fail('a client appears twice');
    clients.add(client);
    let clock = readClock(decoder);
    for (let struct = 0; struct < count; struct++) {
      const from = clock;
      const { length, values } = scanStruct(decoder, limits);
      clock = within(clock + length);
      if (values < 2) continue;
      const run = { from, to: clock };
      const known = runs.get(client);
      if (known) known.push(run);
      else runs.set(client, [run]);
    }
  }
  return { structs, clients: [...clients], runs };
}

/** `values` counts plain values, of which a struct may hold several; other content counts none. */
type Struct = { readonly length: number; readonly values: number };

function scanStruct(decoder: decoding.Decoder, limits: ScanLimits): Struct {
  const info = decoding.readUint8(decoder);
  if (info === GC) return { length: positive(decoding.readVarUint(decoder)), values: 0 };
  if (info & INFO.origin) readId(decoder);
  if (info & INFO.rightOrigin) readId(decoder);
  if ((info & (INFO.origin | INFO.rightOrigin)) === 0) {
    const isRoot = decoding.readVarUint(decoder) === 1;
    if (isRoot) readName(decoder);
    else readId(decoder);
    if (info & INFO.parentSub) readName(decoder);
  }
  const kind = info & INFO.content;
  if (kind !== CONTENT.any) return { length: scanContent(decoder, kind, limits), values: 0 };
  const values = positive(decoding.readVarUint(decoder));
  if (values > limits.structs) fail('too many changes at once');
  for (let value = 0; value < values; value++) scanScalar(decoder, limits);
  return { length: values, values };
}

function scanContent(decoder: decoding.Decoder, kind: number, limits: ScanLimits): number {
  switch (kind) {
    case CONTENT.deleted:
      return positive(decoding.readVarUint(decoder));
    case CONTENT.string: {
      const text = decoding.readVarString(decoder);
      if (text.length > limits.text) fail('a text is too long');
      return positive(text.length);
    }
    case CONTENT.type: {
      const type = decoding.readVarUint(decoder);
      if (type !== TYPE.map && type !== TYPE.text) fail('a kind of content this board does not have');
      return 1;
    }
    default:
      return fail('a kind of content this board does not have');
  }
}

/** One lib0 'any' value: undefined, null, integer, float, boolean or string. */
function scanScalar(decoder: decoding.Decoder, limits: ScanLimits): void {
  const tag = decoding.peekUint8(decoder);
  // 127 undefined, 126 null, 125 integer, 124 float32, 123 float64, 121/120 booleans, 119 string
  if (![127, 126, 125, 124, 123, 121, 120, 119].includes(tag)) fail('a value that is not a plain one');
  const value: unknown = decoding.readAny(decoder);
  if (typeof value === 'number' && !Number.isFinite(value)) fail('a number that is not finite');
  if (typeof value === 'string' && value.length > limits.text) fail('a text is too long');
}

/** Takes the clients out of `runs` whose runs are all deleted. */
function scanDeletes(decoder: decoding.Decoder, limits: ScanLimits, runs: Runs): number {
  const blocks = decoding.readVarUint(decoder);
  if (blocks > limits.clients) fail('too many clients');
  let ranges = 0;
  for (let block = 0; block < blocks; block++) {
    const client = readClient(decoder);
    const open = runs.get(client) ?? [];
    const count = decoding.readVarUint(decoder);
    ranges += count;
    if (ranges > limits.deleteRanges) fail('too many deletions at once');
    let next = 0;
    for (let range = 0; range < count; range++) {
      const from = readClock(decoder);
      const to = within(from + positive(decoding.readVarUint(decoder)));
      // Yjs writes the ranges of a client in order, as the runs are.
      for (let run = open[next]; run && run.to <= to; run = open[++next]) if (run.from < from) failOnRuns();
    }
    if (next < open.length) failOnRuns();
    runs.delete(client);
  }
  return ranges;
}

function readClient(decoder: decoding.Decoder): number {
  const client = decoding.readVarUint(decoder);
  return client < CLIENT_LIMIT ? client : fail('a client number is out of range');
}
const within = (clock: number): number => (clock < CLOCK_LIMIT ? clock : fail('a clock is out of range'));
const readClock = (decoder: decoding.Decoder): number => within(decoding.readVarUint(decoder));
const positive = (length: number): number => (length >= 1 ? length : fail('an empty change'));

function readId(decoder: decoding.Decoder): void {
  readClient(decoder);
  readClock(decoder);
}

/** A root's name or a map's key. */
function readName(decoder: decoding.Decoder): void {
  if (decoding.readVarString(decoder).length > 200) fail('a name is too long');
}
