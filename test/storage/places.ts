// Where storage tests put things and what they put there: temporary folders that go away with the test, ids, and bytes
// that tell which update they are. No assertions here.

import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { minting, type BoardId, type Mint } from '../../shared/ids.ts';

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hackfest-storage-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Ids that count up: 14 digits. */
export function countingMint(): Mint {
  let count = 0;
  return minting(() => String((count += 1)).padStart(14, '0'));
}

export const boardId = (number: number): BoardId => `b1${String(number).padStart(14, '0')}` as BoardId;

/** The same numbers for the same seed, from 0 up to 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
