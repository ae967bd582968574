// What travels on the sync socket: message numbers, subprotocol names and sizes. The first four message numbers and the
// three sync steps are those of y-websocket 3 / y-protocols 1; the others are ours and are sent only to clients that asked.

/** `/sync/<boardId>` */
export const SYNC_PATH = '/sync/';

export const MESSAGE = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3, saved: 64, epoch: 65 } as const;
export const SYNC_STEP = { stateVector: 0, missing: 1, update: 2 } as const;

/** A client offers this and `bearer.<token>` as WebSocket subprotocols; the server chooses this. */
export const SUBPROTOCOL = 'y-websocket';
/**
 * Offered in addition by clients that understand our own messages. `saved` + varuint: so many of the changes (steps 2 that
 * held one, and updates) that came on this connection are on disk. `epoch` + varuint: the board's epoch, first of all.
 */
export const SAVED_SUBPROTOCOL = 'hackfest.saved';
export const BEARER_PREFIX = 'bearer.';

/** Offered by a client that holds a replica: `epoch.<n>`, the epoch it was made in. */
export const EPOCH_PREFIX = 'epoch.';

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
  /** The text that is being written in, as '<card or challenge>/<field>', or ''. */
  readonly text?: string;
  /** Where in it: two relative positions in base64, with a space between. */
  readonly cursor?: string;
};
/** Longest `text` and `cursor`. */
export const MAX_PLACE = 64;
export const MAX_CURSOR = 200;
