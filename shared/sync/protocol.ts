// What travels on the sync socket: message numbers, subprotocol names and sizes. The first four message numbers and the
// three sync steps are those of y-websocket 3 / y-protocols 1; the last is ours and other clients skip it.

/** `/sync/<boardId>` */
export const SYNC_PATH = '/sync/';

export const MESSAGE = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3, saved: 64 } as const;
export const SYNC_STEP = { stateVector: 0, missing: 1, update: 2 } as const;

/** A client offers this and `bearer.<token>` as WebSocket subprotocols; the server chooses this. */
export const SUBPROTOCOL = 'y-websocket';
/** Offered in addition by clients that understand `MESSAGE.saved`. */
export const SAVED_SUBPROTOCOL = 'hackfest.saved';
export const BEARER_PREFIX = 'bearer.';

/** Largest frame the server reads. */
export const MAX_FRAME = 1024 * 1024 + 64;
/** One presence entry, as JSON. */
export const MAX_PRESENCE = 2_048;

/** What a client tells others of itself; flat, small, replaced as a whole. */
export type Presence = {
  /** The person's id; the server lets no other pass. */
  readonly person: string;
  /** The card that is open, or ''. */
  readonly card: string;
};
