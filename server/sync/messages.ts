// y-websocket messages as values: one decoder for what clients send, one encoder per thing the server sends.
// Untrusted bytes end here; nothing below sees an unchecked length. Format: y-protocols 1 (sync, awareness).

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { MESSAGE, SYNC_STEP } from '../../shared/sync/protocol.ts';
import { refuse, type Refusal } from '../../shared/refusal.ts';
import { Frame } from './parcels.ts';

export type ClientMessage =
  | { readonly kind: 'state-vector'; readonly stateVector: Uint8Array }
  /** Step 2: what the server misses. */
  | { readonly kind: 'missing'; readonly update: Uint8Array }
  | { readonly kind: 'update'; readonly update: Uint8Array }
  | { readonly kind: 'presence'; readonly bytes: Uint8Array }
  | { readonly kind: 'presence-wanted' }
  | { readonly kind: 'unknown' };

export function readMessage(message: Uint8Array): ClientMessage | Refusal {
  try {
    const decoder = decoding.createDecoder(message);
    const read = readKind(decoder);
    return decoding.hasContent(decoder) ? refuse('malformed', { problem: 'bytes after the end of a message' }) : read;
  } catch {
    // lib0 throws where the bytes end early or a length is out of range.
    return refuse('malformed', { problem: 'a message is cut short' });
  }
}

function readKind(decoder: decoding.Decoder): ClientMessage | Refusal {
  const type = decoding.readVarUint(decoder);
  switch (type) {
    case MESSAGE.sync:
      return readSync(decoder);
    case MESSAGE.awareness:
      return { kind: 'presence', bytes: decoding.readVarUint8Array(decoder) };
    case MESSAGE.queryAwareness:
      return { kind: 'presence-wanted' };
    default:
      decoder.pos = decoder.arr.byteLength;
      return { kind: 'unknown' };
  }
}

function readSync(decoder: decoding.Decoder): ClientMessage | Refusal {
  const step = decoding.readVarUint(decoder);
  const bytes = decoding.readVarUint8Array(decoder);
  if (step === SYNC_STEP.stateVector) return { kind: 'state-vector', stateVector: bytes };
  if (step === SYNC_STEP.missing) return { kind: 'missing', update: bytes };
  if (step === SYNC_STEP.update) return { kind: 'update', update: bytes };
  return refuse('malformed', { problem: 'an unknown sync step' });
}

const syncFrame = (step: number, bytes: Uint8Array): Frame =>
  new Frame(
    encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, MESSAGE.sync);
      encoding.writeVarUint(encoder, step);
      encoding.writeVarUint(encoder, bytes.byteLength);
    }),
    bytes,
  );

export const stateVectorFrame = (stateVector: Uint8Array): Frame => syncFrame(SYNC_STEP.stateVector, stateVector);
export const missingFrame = (update: Uint8Array): Frame => syncFrame(SYNC_STEP.missing, update);
export const updateFrame = (update: Uint8Array): Frame => syncFrame(SYNC_STEP.update, update);

const numberFrame = (message: number, value: number): Frame =>
  new Frame(
    encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, message);
      encoding.writeVarUint(encoder, value);
    }),
  );

/** No structs and no deletions. */
export const EMPTY_UPDATE = Uint8Array.of(0, 0);

/** Tells a client how many of its changes on this connection are on disk. */
export const savedFrame = (count: number): Frame => numberFrame(MESSAGE.saved, count);
export const epochFrame = (epoch: number): Frame => numberFrame(MESSAGE.epoch, epoch);

const tooLarge = (bytes: number): Refusal => refuse('too-large', { limit: Math.floor(bytes / 1024), unit: 'kB' });

/** A state vector has some 6 bytes a client that ever wrote. */
const MAX_STATE_VECTOR = 256 * 1024;
const MAX_STATE_VECTOR_ENTRIES = 20_000;

/** Looks at a state vector before anybody builds a map of it. */
export function stateVectorProblem(bytes: Uint8Array): Refusal | undefined {
  if (bytes.byteLength > MAX_STATE_VECTOR) return tooLarge(MAX_STATE_VECTOR);
  const unreadable = refuse('malformed', { problem: 'the state vector does not read' });
  try {
    const decoder = decoding.createDecoder(bytes);
    const entries = decoding.readVarUint(decoder);
    // Each entry is two numbers of a byte at least.
    if (entries * 2 > bytes.byteLength) return unreadable;
    if (entries > MAX_STATE_VECTOR_ENTRIES) return refuse('too-large', { limit: MAX_STATE_VECTOR_ENTRIES, unit: 'entries' });
    for (let number = 0; number < entries * 2; number++) decoding.readVarUint(decoder);
    return decoding.hasContent(decoder) ? unreadable : undefined;
  } catch {
    return unreadable;
  }
}

export type PresenceEntry = { readonly client: number; readonly clock: number; readonly state: string };

/** Reads a presence message that must hold exactly one entry. */
export function readPresence(bytes: Uint8Array): PresenceEntry | undefined {
  try {
    const decoder = decoding.createDecoder(bytes);
    if (decoding.readVarUint(decoder) !== 1) return undefined;
    const entry = { client: decoding.readVarUint(decoder), clock: decoding.readVarUint(decoder), state: decoding.readVarString(decoder) };
    return decoding.hasContent(decoder) || !inRange(entry) ? undefined : entry;
  } catch {
    return undefined;
  }
}

/** The ranges of Yjs: a clock beyond them would make others deaf to everything that follows. */
const inRange = ({ client, clock }: PresenceEntry): boolean => client < 2 ** 32 && clock < 2 ** 31;

/** No entries make a frame that says nothing, which keeps a quiet connection alive. */
export function presenceFrame(entries: readonly PresenceEntry[]): Frame {
  const said = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, entries.length);
    for (const { client, clock, state } of entries) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarString(encoder, state);
    }
  });
  return new Frame(
    encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, MESSAGE.awareness);
      encoding.writeVarUint(encoder, said.byteLength);
    }),
    said,
  );
}
