// Randomness for tests: the same seed gives the same run. Not for secrets, and never used by the product.

import { ID_ALPHABET, ID_BODY_LENGTH, minting, type Mint } from '../../shared/ids.ts';

/** Numbers in [0, 1) from a 32-bit seed (the mulberry32 generator). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Ids that are the same on every run. */
export function seededMint(seed: number): Mint {
  const random = seeded(seed);
  return minting(() => Array.from({ length: ID_BODY_LENGTH }, () => ID_ALPHABET[Math.floor(random() * ID_ALPHABET.length)]).join(''));
}
