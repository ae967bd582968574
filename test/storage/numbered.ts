// Updates that carry their number and a filler made from it, so that a reader can tell a whole one from a torn one.
// Shared by the contract and by the processes that are killed; no test framework here.

/** 4 bytes of number, then up to 3 kB of filler. */
export function numbered(number: number): Uint8Array {
  const bytes = new Uint8Array(4 + ((number * 7_919) % 3_000)).fill(number % 251, 4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

/** @returns the number, or throws when a byte is not as `numbered` made it. */
export function numberOf(bytes: Uint8Array): number {
  const number = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (Buffer.compare(bytes, numbered(number)) !== 0) throw new Error(`update ${number} is torn`);
  return number;
}
