// Every expected 'no' of the product: one code each, with its HTTP status, the WebSocket close code where it ends a
// connection, and the English sentence. A Refusal is a value; exceptions are bugs or broken disks.
// 44xx close codes are permanent for y-websocket clients (they stop retrying); see RFC 6455 7.4.2 for the 4000 range.

export const REFUSALS = {
  'not-signed-in': {
    status: 401,
    close: 4401,
    text: 'This link or session is not valid here. Scan the code on the wall again, or ask the facilitator for a new link.',
  },
  'not-allowed': { status: 403, close: 4403, text: 'Your role ({role}) may not do this. Ask a facilitator.' },
  'foreign-origin': {
    status: 403,
    close: 4403,
    text: 'This page was opened from another address than the board. Open the board from its own address.',
  },
  'unknown-board': { status: 404, close: 4404, text: 'There is no such board. Check the link, or join again with the code on the wall.' },
  'unknown-event': { status: 404, text: 'There is no such event. Check the link.' },
  'unknown-address': { status: 404, text: 'There is nothing at this address.' },
  'wrong-code': { status: 404, text: 'No event goes by this code. Check it on the wall: two words and a number, such as brave-otter-42.' },
  'code-revoked': { status: 410, text: 'This code or link was replaced by a new one. Look at the wall, or ask the facilitator.' },
  'too-many-guesses': {
    status: 429,
    text: 'Too many wrong codes were typed in the last minute. Scan the QR code, or type the code again in a minute.',
  },
  'too-many-requests': { status: 429, close: 1013, text: 'That was too much at once. Wait {seconds} seconds and try again.' },
  'bad-field': { status: 400, text: '{field}: {problem}' },
  'too-large': { status: 413, close: 4413, text: 'This is too large: at most {limit} {unit}. Split it and send the parts.' },
  malformed: { status: 400, close: 4400, text: 'This could not be read: {problem}. Nothing was changed.' },
  'read-only': { status: 403, close: 4403, text: 'This view can only look. Join with the code on the wall to take part.' },
  'change-refused': {
    status: 409,
    close: 4422,
    text: 'A change on this device was not taken: {problem}. Everything else is safe; the refused part can be downloaded.',
  },
  'on-hold': {
    status: 403,
    close: 4423,
    text: 'Your changes are on hold, because much of others’ work was removed at once. A facilitator looks at it; you can go on reading.',
  },
  'replica-ahead': {
    status: 409,
    close: 4409,
    text: 'The board was put back from a backup, and this device holds newer work. Keep this tab open and ask a facilitator to accept it.',
  },
  'board-full': { status: 409, text: 'This board is full: it holds at most {limit} {what}.' },
  'not-saved': {
    status: 503,
    close: 1013,
    text: 'The server cannot store changes right now, so nothing was changed. Keep this tab open; it tries again by itself.',
  },
  unreachable: { status: 503, text: 'The server cannot be reached. What you typed is kept; check the network and try again.' },
  internal: { status: 500, close: 1011, text: 'Something broke on the server. Try again; what was saved is safe.' },
  'shutting-down': { status: 503, close: 1012, text: 'The server is restarting. Your work is safe; this page reconnects by itself.' },
  'no-such-task': { status: 404, text: 'This task is no longer on the board.' },
  'no-such-person': { status: 404, text: 'This person is not on the board.' },
  'no-such-ask': { status: 404, text: 'This question is no longer open.' },
  'task-finished': { status: 409, text: 'This task is already finished. Clear its outcome first to work on it again.' },
  'seats-taken': { status: 409, text: 'All seats are taken: {holders} got there first. You can ask to pair.' },
  'not-your-seat': { status: 409, text: 'You hold no seat on this task.' },
  'already-seated': { status: 409, text: '{name} already has a seat on this task.' },
  'not-asked': { status: 403, text: 'Only the person who was asked can answer.' },
  'mentors-hold-no-tasks': {
    status: 403,
    text: 'Mentors help everybody and hold no tasks. Ask a facilitator to change your role if you want to work on one.',
  },
  'sprint-running': { status: 409, text: 'A sprint is already running. End it before you start another.' },
  'no-sprint': { status: 409, text: 'No sprint is running.' },
  'sprint-paused': { status: 409, text: 'The sprint is already paused.' },
  'sprint-not-paused': { status: 409, text: 'The sprint is not paused.' },
} as const satisfies { [code: string]: { status: number; close?: number; text: string } };

export type RefusalCode = keyof typeof REFUSALS;
export type RefusalDetail = { readonly [name: string]: string | number };

export type Refusal = { readonly refused: RefusalCode; readonly detail: RefusalDetail };

export const refuse = (refused: RefusalCode, detail: RefusalDetail = {}): Refusal => ({ refused, detail });

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value;
}

/** The English sentence of a refusal; screens use their own language's catalogue under `refusal.<code>`. */
export function sentence(refusal: Refusal): string {
  return REFUSALS[refusal.refused].text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(refusal.detail[name] ?? ''));
}

/** The close code that ends a connection for this reason; 4400 where none is set. */
export function closeCode(code: RefusalCode): number {
  const entry: { readonly status: number; readonly close?: number } = REFUSALS[code];
  return entry.close ?? 4400;
}
