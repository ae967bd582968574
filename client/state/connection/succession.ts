// How a fresh document follows one that was refused: what may be made again is told from what can only be downloaded, and
// made again, each change by itself. Fetched when it is needed, which for most devices is never.

import * as Y from 'yjs';
import type { Root } from '../../../shared/board/schema.ts';
import type { RefusalCode } from '../../../shared/refusal.ts';
import type { Line } from './dialogue.ts';
import { changesBeyond, knownIn, makeAgain } from './replay.ts';
import type { Change, SetAside } from './set-aside.ts';
import { isHold } from './status.ts';
import { subjectOf } from './unsaved.ts';

/** The origin of changes made again. */
const AGAIN = 'again';

export type Succession = {
  readonly old: Line;
  readonly fresh: Line;
  readonly why: RefusalCode;
  /** The epoch of the old document. */
  readonly epoch: number | undefined;
  /** Too many refusals: nothing is tried any more. */
  readonly givenUp: boolean;
  readonly mayWrite: (root: Root) => boolean;
};

/**
 * Merges what is kept in this browser into the old document, but for what another tab wrote and this one never saw: that tab sends it
 * itself, or the next one that opens, and made again here it would stand there twice.
 * @returns those pieces, to be kept as they are
 */
export function takeIn(pieces: readonly Uint8Array[], old: Y.Doc, fresh: Y.Doc): Uint8Array[] {
  const [known, server] = [knownIn(old), knownIn(fresh)];
  const isAnothers = (piece: Uint8Array) => {
    const { structs } = Y.decodeUpdate(piece);
    const isNew = structs.some(({ id, length }) => id.clock + length > Math.max(known(id.client), server(id.client)));
    return isNew && !structs.some(({ id }) => known(id.client) > server(id.client));
  };
  const others = pieces.filter(isAnothers);
  for (const piece of pieces) if (!others.includes(piece)) Y.applyUpdate(old, piece);
  return others;
}

/** Tells what may be made again from what can only be downloaded. */
export function sortOut(before: SetAside | undefined, { old, fresh, why, epoch, givenUp, mayWrite }: Succession): SetAside {
  const known = before ?? { code: why, remaining: [], rest: [] };
  const changes = changesBeyond(old.doc, fresh.doc);
  if (why === 'replica-ahead') {
    const ahead = { epoch: epoch ?? 0, state: Y.encodeStateAsUpdate(old.doc) };
    return { ...known, code: why, rest: [...known.rest, ...changes], ahead };
  }
  const holds = isHold(why);
  const { suspects } = old.unsaved;
  // With several of them it is not known which one it was; next time it is.
  fresh.unsaved.oneByOne = !holds;
  const blamed = !holds && suspects.length === 1 ? (suspects[0]?.subjects ?? []) : [];
  const hopeless = ({ place }: Change) => givenUp || !mayWrite(place[0] as Root) || blamed.includes(subjectOf(place));
  return {
    ...known,
    code: why,
    remaining: [...changes.filter((change) => !hopeless(change)), ...known.remaining],
    rest: [...known.rest, ...changes.filter(hopeless)],
  };
}

/** Makes everything that remains again; what has no place any more joins the rest. */
export function makeRemaining(doc: Y.Doc, aside: SetAside): SetAside {
  // What somebody else removed or replaced meanwhile needs no removing.
  const lost = aside.remaining.filter((change) => !doc.transact(() => makeAgain(doc, change), AGAIN) && change.what !== 'removed');
  return { ...aside, remaining: [], rest: [...aside.rest, ...lost] };
}
