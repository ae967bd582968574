// A moment as bytes: the board, and what was noted of who took what away. The store squeezes them and does not look inside; a
// backup does, to see that they are whole.

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

const FORMAT = 1;

/** @param board all of it, as one Yjs update */
export function writeMoment(board: Uint8Array, traces: string): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, FORMAT);
  encoding.writeVarString(encoder, traces);
  encoding.writeVarUint8Array(encoder, board);
  return encoding.toUint8Array(encoder);
}

/** @throws when these bytes are no moment */
export function readMoment(bytes: Uint8Array): { readonly board: Uint8Array; readonly traces: string } {
  const decoder = decoding.createDecoder(bytes);
  const format = decoding.readVarUint(decoder);
  if (format !== FORMAT) throw new Error(`a moment of an unknown format (${format})`);
  const traces = decoding.readVarString(decoder);
  return { traces, board: decoding.readVarUint8Array(decoder) };
}
