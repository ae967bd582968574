// Under which keys and in which form the update log keeps what in LMDB. Reading, writing and mending are done by those
// who import this.

import { promisify } from 'node:util';
import { deflateRaw, inflateRaw, inflateRawSync } from 'node:zlib';
import { isId, type BoardId } from '../../../shared/ids.ts';
import type { Environment } from './lmdb-folder.ts';

// Content stands under [board, sequence]: sequence 0 is the snapshot, updates count from 1 without gaps. Everything else
// stands under a word of its own, apart from the boards, whose ids all begin with b1.
export type Key = (string | number)[];

export const SNAPSHOT = 0;
/** After every number that is used. */
export const END = Number.MAX_SAFE_INTEGER;
export const PROBE: Key = ['probe', 0];
export const EPOCH: Key = ['epoch', 0];
export const ownerKey = (board: BoardId, client: number): Key => ['owner', board, client];
export const ballotKey = (board: BoardId, person: string): Key => ['ballot', board, person];
export const momentKey = (board: BoardId, at: number): Key => ['moment', board, at];

const BOARDS = { start: ['b1'], end: ['b2'] };

export function storedBoards(environment: Environment): BoardId[] {
  const boards: BoardId[] = [];
  let start: Key = BOARDS.start;
  for (;;) {
    const [key] = environment.getKeys({ start, end: BOARDS.end, limit: 1 });
    if (key === undefined) return boards;
    const board = key[0] as string;
    if (isId('board', board)) boards.push(board);
    start = [board, END];
  }
}

const FIRST_EPOCH = 1;

export function storedEpoch(environment: Environment): number {
  const value = environment.get(EPOCH);
  return value === undefined ? FIRST_EPOCH : Number(Buffer.from(value).toString());
}

export const epochValue = (epoch: number): Buffer => Buffer.from(String(epoch));

// A moment is a whole board and is kept each minute: the cheapest level makes it a quarter of its size, off this thread.
const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

export const packMoment = (bytes: Uint8Array): Promise<Uint8Array> => deflate(bytes, { level: 1 });
/** @param value is copied first: LMDB lends it only for this turn. */
export const unpackMoment = async (value: Uint8Array): Promise<Uint8Array> => new Uint8Array(await inflate(Uint8Array.from(value)));
export const unpackMomentNow = (value: Uint8Array): Buffer => inflateRawSync(value);
