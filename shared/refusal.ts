// Every expected 'no' of the product: one code each, with its HTTP status and the WebSocket close code where it ends a
// connection. A Refusal is a value; exceptions are bugs or broken disks. What each says is sentences.ts.
// 44xx close codes are permanent for y-websocket clients (they stop retrying); see RFC 6455 7.4.2 for the 4000 range.

export const REFUSALS = {
  'not-signed-in': { status: 401, close: 4401 },
  'not-allowed': { status: 403, close: 4403 },
  'foreign-origin': { status: 403, close: 4403 },
  'unknown-board': { status: 404, close: 4404 },
  'unknown-event': { status: 404 },
  'unknown-address': { status: 404 },
  'wrong-code': { status: 404 },
  'code-revoked': { status: 410 },
  'too-many-guesses': { status: 429 },
  'too-many-requests': { status: 429, close: 1013 },
  'bad-field': { status: 400 },
  'too-large': { status: 413, close: 4413 },
  malformed: { status: 400, close: 4400 },
  'read-only': { status: 403, close: 4403 },
  'change-refused': { status: 409, close: 4422 },
  'on-hold': { status: 403, close: 4423 },
  'board-locked': { status: 403, close: 4424 },
  'replica-ahead': { status: 409, close: 4409 },
  'board-full': { status: 409, close: 4422 },
  'not-saved': { status: 503, close: 1013 },
  unreachable: { status: 503 },
  internal: { status: 500, close: 1011 },
  'shutting-down': { status: 503, close: 1012 },
  removed: { status: 403, close: 4410 },
  waiting: { status: 403, close: 4411 },
  'joining-paused': { status: 403 },
  'no-such-task': { status: 404 },
  'no-such-person': { status: 404 },
  'no-such-ask': { status: 404 },
  'no-such-hand': { status: 404 },
  'no-such-demo': { status: 404 },
  'no-such-item': { status: 404 },
  'hand-taken': { status: 409 },
  'no-such-challenge': { status: 404 },
  'no-dots-left': { status: 409 },
  'votes-revealed': { status: 409 },
  'task-finished': { status: 409 },
  'seats-taken': { status: 409 },
  'not-your-seat': { status: 409 },
  'already-seated': { status: 409 },
  'not-asked': { status: 403 },
  'mentors-hold-no-tasks': { status: 403 },
  'sprint-running': { status: 409 },
  'no-sprint': { status: 409 },
  'sprint-paused': { status: 409 },
  'sprint-not-paused': { status: 409 },
  'nothing-to-undo': { status: 409 },
} as const satisfies { [code: string]: { status: number; close?: number } };

export type RefusalCode = keyof typeof REFUSALS;
export type RefusalDetail = { readonly [name: string]: string | number };

export type Refusal = { readonly refused: RefusalCode; readonly detail: RefusalDetail };

export const refuse = (refused: RefusalCode, detail: RefusalDetail = {}): Refusal => ({ refused, detail });

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value;
}

/** The close code that ends a connection for this reason; 4400 where none is set. */
export function closeCode(code: RefusalCode): number {
  const entry: { readonly status: number; readonly close?: number } = REFUSALS[code];
  return entry.close ?? 4400;
}
