// Every expected 'no' of the product: one code each, with the WebSocket close code where it ends a connection. Its HTTP status is
// server/http/status.ts, so that browsers need not fetch it. A Refusal is a value; exceptions are bugs or broken disks. What each says is sentences.ts.
// 44xx close codes are permanent for y-websocket clients (they stop retrying); see RFC 6455 7.4.2 for the 4000 range.

/** Of what ends no connection by itself. */
export const ORDINARY = 4400;

/** Each code with the close code that ends a connection for this reason. */
export const REFUSALS = {
  'not-signed-in': 4401,
  'not-allowed': 4403,
  'foreign-origin': 4403,
  'unknown-board': 4404,
  'unknown-event': ORDINARY,
  'unknown-address': ORDINARY,
  'wrong-code': ORDINARY,
  'code-revoked': ORDINARY,
  'too-many-guesses': ORDINARY,
  'too-many-requests': 1013,
  'bad-field': ORDINARY,
  'too-large': 4413,
  malformed: 4400,
  'read-only': 4403,
  'change-refused': 4422,
  'on-hold': 4423,
  'board-locked': 4424,
  'replica-ahead': 4409,
  'board-full': 4422,
  'not-saved': 1013,
  unreachable: ORDINARY,
  internal: 1011,
  'shutting-down': 1012,
  removed: 4410,
  waiting: 4411,
  'joining-paused': ORDINARY,
  'no-such-task': ORDINARY,
  'no-such-person': ORDINARY,
  'no-such-ask': ORDINARY,
  'no-such-hand': ORDINARY,
  'no-such-demo': ORDINARY,
  'no-such-item': ORDINARY,
  'hand-taken': ORDINARY,
  'no-such-challenge': ORDINARY,
  'no-dots-left': ORDINARY,
  'votes-revealed': ORDINARY,
  'task-finished': ORDINARY,
  'seats-taken': ORDINARY,
  'not-your-seat': ORDINARY,
  'already-seated': ORDINARY,
  'not-asked': ORDINARY,
  'mentors-hold-no-tasks': ORDINARY,
  'sprint-running': ORDINARY,
  'no-sprint': ORDINARY,
  'sprint-paused': ORDINARY,
  'sprint-not-paused': ORDINARY,
  'nothing-to-undo': ORDINARY,
  'tracker-refused': ORDINARY,
  'tracker-token': ORDINARY,
  'tracker-unreachable': ORDINARY,
  'token-needed': ORDINARY,
  'export-running': ORDINARY,
  'export-outdated': ORDINARY,
  'no-such-export': ORDINARY,
} as const satisfies { [code: string]: number };

export type RefusalCode = keyof typeof REFUSALS;
export type RefusalDetail = { readonly [name: string]: string | number };

export type Refusal = { readonly refused: RefusalCode; readonly detail: RefusalDetail };

export const refuse = (refused: RefusalCode, detail: RefusalDetail = {}): Refusal => ({ refused, detail });

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value;
}

/** The close code that ends a connection for this reason; 4400 where none is set. */
export const closeCode = (code: RefusalCode): number => REFUSALS[code];
