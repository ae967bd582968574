// The one honest word about what is safe. Pure: facts in, status out; what it looks like is the pages' business.

import type { RefusalCode } from '../../../shared/refusal.ts';

/** Refusals after which everything waits to be made again, once a facilitator says so. */
export const isHold = (code: RefusalCode): boolean => code === 'on-hold' || code === 'board-locked';

export type ConnectionStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  /** `kept`: what waits is in this browser's storage, and outlives the tab. */
  | { readonly kind: 'offline'; readonly waiting: number; readonly kept: boolean }
  /** The server can not store; it tries again by itself. */
  | { readonly kind: 'not-saved'; readonly waiting: number }
  /** Reading goes on; writing waits for a facilitator. */
  | { readonly kind: 'on-hold'; readonly waiting: number }
  | { readonly kind: 'refused'; readonly code: RefusalCode };

export type Facts = {
  /** Why the server let this device go for good. */
  readonly refused: RefusalCode | undefined;
  readonly held: boolean;
  readonly storeFails: boolean;
  /** The server answers, and both sides have told each other what they have. */
  readonly online: boolean;
  /** Not online for long enough that it is worth a word. */
  readonly missed: boolean;
  /** The board was received once, now or on an earlier visit. */
  readonly loaded: boolean;
  /** Changes the server has not yet called durable. */
  readonly unsaved: number;
  readonly kept: boolean;
};

export function statusOf({ refused, held, storeFails, online, missed, loaded, unsaved, kept }: Facts): ConnectionStatus {
  if (refused) return { kind: 'refused', code: refused };
  if (storeFails) return { kind: 'not-saved', waiting: unsaved };
  if (!online && missed && loaded) return { kind: 'offline', waiting: unsaved, kept };
  if (held) return { kind: 'on-hold', waiting: unsaved };
  if (unsaved > 0) return { kind: 'saving' };
  return online ? { kind: 'saved' } : { kind: 'connecting' };
}
