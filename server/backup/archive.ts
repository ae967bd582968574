// What stands in a backup and under which names. How it is written to a file and put in the place of a data folder is
// in the two commands beside.

import * as Y from 'yjs';
import type { Dots } from '../../shared/board/schema.ts';
import { isId, type BoardId, type Millis, type PersonId } from '../../shared/ids.ts';
import { readMoment } from '../board/moment-bytes.ts';
import type { Ballots, Owners, UpdateLog } from '../storage/update-log.ts';
import { ArchiveError, type Caps, type Member } from './tar.ts';

/** The first member: what the rest must be. */
export type Manifest = {
  readonly format: 'hackfest-board backup';
  readonly version: 1;
  /** Which program wrote it. */
  readonly program: string;
  /** When, by the clock of that machine (ISO 8601). */
  readonly at: string;
  /** The store's, when it was made. */
  readonly epoch: number;
  readonly events: number;
  readonly boards: readonly BoardId[];
};

export const MANIFEST = 'backup.json';
export const KEY = 'instance.key';
export const CATALOGUE = 'catalogue.json';
/** The state of a board: one update any Yjs program can load. */
export const boardName = (board: BoardId): string => `boards/${board}.yjs`;
/** Who voted for what. */
const ballotsName = (board: BoardId): string => `boards/${board}.ballots.json`;
/** Whose Yjs client ids are. */
export const ownersName = (board: BoardId): string => `boards/${board}.owners.json`;
/** The board as it was at a moment, and who took what away before: moment-bytes.ts. */
export const momentName = (board: BoardId, at: Millis): string => `moments/${board}/${at}.moment`;

const MB = 1_000_000;
const NAMES: readonly (readonly [pattern: RegExp, most: number])[] = [
  [/^backup\.json$/, 16 * MB],
  [/^instance\.key$/, 1_000],
  [/^catalogue\.json$/, 512 * MB],
  [/^boards\/(b1[0-9a-z]{14})\.yjs$/, 256 * MB],
  [/^boards\/(b1[0-9a-z]{14})\.owners\.json$/, 64 * MB],
  [/^boards\/(b1[0-9a-z]{14})\.ballots\.json$/, 64 * MB],
  [/^moments\/(b1[0-9a-z]{14})\/(\d{1,15})\.moment$/, 256 * MB],
];

/** Only these names are read, so a name can lead nowhere else. */
export const CAPS: Caps = {
  member: (name) => NAMES.find(([pattern]) => pattern.test(name))?.[1] ?? -1,
  total: 64_000 * MB,
};

export type Named =
  | { readonly part: 'manifest' }
  | { readonly part: 'key' }
  | { readonly part: 'catalogue' }
  | { readonly part: 'board'; readonly board: BoardId }
  | { readonly part: 'owners'; readonly board: BoardId }
  | { readonly part: 'ballots'; readonly board: BoardId }
  | { readonly part: 'moment'; readonly board: BoardId; readonly at: Millis };

const PARTS = ['manifest', 'key', 'catalogue', 'board', 'owners', 'ballots', 'moment'] as const;

/** What a member of this name is. */
export function readName(name: string): Named {
  for (const [index, [pattern]] of NAMES.entries()) {
    const [, board, at] = pattern.exec(name) ?? [];
    const part = PARTS[index] as (typeof PARTS)[number];
    if (pattern.test(name)) return { part, board: board as BoardId, at: Number(at) as Millis } as Named;
  }
  throw new ArchiveError(`it holds "${name}", which no backup has`);
}

// -- writing ----------------------------------------------------------------------------------------------------------

export type Source = { readonly key: Uint8Array; readonly catalogue: Uint8Array; readonly log: UpdateLog };

/** One board at a time is in memory. */
export async function* membersOf({ key, catalogue, log }: Source, manifest: Manifest): AsyncGenerator<Member> {
  yield { name: MANIFEST, bytes: Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`) };
  yield { name: KEY, bytes: key };
  yield { name: CATALOGUE, bytes: catalogue };
  for (const board of manifest.boards) {
    const { snapshot, updates, owners, ballots } = await log.read(board);
    yield { name: boardName(board), bytes: asOneUpdate([...(snapshot ? [snapshot] : []), ...updates]) };
    yield { name: ownersName(board), bytes: Buffer.from(JSON.stringify(Object.fromEntries(owners))) };
    if (ballots.size > 0) yield { name: ballotsName(board), bytes: Buffer.from(JSON.stringify(Object.fromEntries(ballots))) };
    for (const at of await log.moments(board)) {
      const moment = await log.moment(board, at);
      if (moment !== undefined) yield { name: momentName(board, at), bytes: moment };
    }
  }
}

function asOneUpdate(updates: readonly Uint8Array[]): Uint8Array {
  const doc = load(updates);
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

function load(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return doc;
}

// -- reading ----------------------------------------------------------------------------------------------------------

export function readManifest({ name, bytes }: Member): Manifest {
  const value = (name === MANIFEST ? parsed(bytes) : {}) as Partial<Manifest> | null;
  if (value?.format !== 'hackfest-board backup') throw new ArchiveError('it is no backup of this program');
  if (value.version !== 1) throw new ArchiveError(`its version is ${String(value.version)}, and this program reads version 1`);
  const { boards, epoch } = value;
  if (!Array.isArray(boards) || !boards.every((board) => isId('board', board)) || !Number.isSafeInteger(epoch) || Number(epoch) < 1)
    throw new ArchiveError('its list of contents is damaged');
  return value as Manifest;
}

export function readOwners(bytes: Uint8Array): Owners {
  const value = parsed(bytes);
  const owners = new Map<number, PersonId>();
  for (const [client, person] of Object.entries(value as object)) {
    const number = Number(client);
    if (!Number.isInteger(number) || number < 0 || number >= 2 ** 32 || typeof person !== 'string' || !isId('person', person))
      throw new ArchiveError('it says wrongly whose edits are whose');
    owners.set(number, person);
  }
  return owners;
}

export function readBallots(bytes: Uint8Array): Ballots {
  const ballots = new Map<PersonId, Dots>();
  for (const [person, dots] of Object.entries(parsed(bytes) as object)) {
    if (!isId('person', person) || !isBallot(dots)) throw new ArchiveError('its ballots are damaged');
    ballots.set(person, dots);
  }
  return ballots;
}

const isBallot = (value: unknown): value is Dots =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).every(([challenge, dots]) => isId('challenge', challenge) && Number.isInteger(dots) && Number(dots) > 0);

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    throw new ArchiveError('a part of it is damaged');
  }
}

/** A board or moment that cannot be loaded whole is not worth restoring; other parts are not looked at. */
export function mustLoad(bytes: Uint8Array, name: string): void {
  const { part } = readName(name);
  if (part !== 'board' && part !== 'moment') return;
  let whole: boolean;
  try {
    const doc = load([part === 'moment' ? readMoment(bytes).board : bytes]);
    whole = doc.store.pendingStructs === null && doc.store.pendingDs === null;
    doc.destroy();
  } catch {
    whole = false;
  }
  if (!whole) throw new ArchiveError(`"${name}" in it is damaged`);
}
