// y-websocket frames as values: one decoder for what clients send, one encoder per thing the server sends.
// Untrusted bytes end here; nothing below sees an unchecked length. Format: y-protocols 1 (sync, awareness).

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { MESSAGE, SYNC_STEP } from '../../shared/sync/protocol.ts';
import { refuse, type Refusal } from '../../shared/refusal.ts';

export type ClientFrame =
  | { readonly kind: 'state-vector'; readonly stateVector: Uint8Array }
  /** Step 2: what the server misses. */
  | { readonly kind: 'missing'; readonly update: Uint8Array }
  | { readonly kind: 'update'; readonly update: Uint8Array }
  | { readonly kind: 'presence'; readonly bytes: Uint8Array }
  | { readonly kind: 'presence-wanted' }
  | { readonly kind: 'unknown' };

export function readFrame(frame: Uint8Array): ClientFrame | Refusal {
  try {
    const decoder = decoding.createDecoder(frame);
    const read = readMessage(decoder);
    return decoding.hasContent(decoder) ? refuse('malformed', { problem: 'bytes after the end of a message' }) : read;
  } catch {
    // lib0 throws where the bytes end early or a length is out of range.
    return refuse('malformed', { problem: 'a message is cut short' });
  }
}

function readMessage(decoder: decoding.Decoder): ClientFrame | Refusal {
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

function readSync(decoder: decoding.Decoder): ClientFrame | Refusal {
  const step = decoding.readVarUint(decoder);
  const bytes = decoding.readVarUint8Array(decoder);
  if (step === SYNC_STEP.stateVector) return { kind: 'state-vector', stateVector: bytes };
  if (step === SYNC_STEP.missing) return { kind: 'missing', update: bytes };
  if (step === SYNC_STEP.update) return { kind: 'update', update: bytes };
  return refuse('malformed', { problem: 'an unknown sync step' });
}

function syncFrame(step: number, bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, MESSAGE.sync);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, bytes);
  return encoding.toUint8Array(encoder);
}

export const stateVectorFrame = (stateVector: Uint8Array): Uint8Array => syncFrame(SYNC_STEP.stateVector, stateVector);
export const missingFrame = (update: Uint8Array): Uint8Array => syncFrame(SYNC_STEP.missing, update);
export const updateFrame = (update: Uint8Array): Uint8Array => syncFrame(SYNC_STEP.update, update);

/** Tells a client how many of its changes on this connection are on disk. */
export function savedFrame(count: number): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, MESSAGE.saved);
  encoding.writeVarUint(encoder, count);
  return encoding.toUint8Array(encoder);
}

export type PresenceEntry = { readonly client: number; readonly clock: number; readonly state: string };

/** Reads a presence message that must hold exactly one entry. */
export function readPresence(bytes: Uint8Array): PresenceEntry | undefined {
  try {
    const decoder = decoding.createDecoder(bytes);
    if (decoding.readVarUint(decoder) !== 1) return undefined;
    const entry = { client: decoding.readVarUint(decoder), clock: decoding.readVarUint(decoder), state: decoding.readVarString(decoder) };
    return decoding.hasContent(decoder) ? undefined : entry;
  } catch {
    return undefined;
  }
}

/** No entries make a frame that says nothing, which keeps a quiet connection alive. */
export function presenceFrame(entries: readonly PresenceEntry[]): Uint8Array {
  const inner = encoding.createEncoder();
  encoding.writeVarUint(inner, entries.length);
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(inner, client);
    encoding.writeVarUint(inner, clock);
    encoding.writeVarString(inner, state);
  }
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, MESSAGE.awareness);
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner));
  return encoding.toUint8Array(encoder);
}
