// What each refusal says, in English: what happened, whether work is safe, what to do. Screens have it in their catalogues,
// in the person's language, and do without this.

import type { Refusal, RefusalCode, RefusalDetail } from './refusal.ts';

export const SENTENCES: { readonly [C in RefusalCode]: string } = {
  'not-signed-in': 'This link or session is not valid here. Scan the code on the wall again, or ask the facilitator for a new link.',
  'not-allowed': 'Your role ({role}) may not do this. Ask a facilitator.',
  'foreign-origin': 'This page was opened from another address than the board. Open the board from its own address.',
  'unknown-board': 'There is no such board. Check the link, or join again with the code on the wall.',
  'unknown-event': 'There is no such event. Check the link.',
  'unknown-address': 'There is nothing at this address.',
  'wrong-code': 'No event goes by this code. Check it on the wall: two words and a number, such as brave-otter-42.',
  'code-revoked': 'This code or link was replaced by a new one. Look at the wall, or ask the facilitator.',
  'too-many-guesses': 'Too many wrong codes were typed in the last minute. Scan the QR code, or type the code again in a minute.',
  'too-many-requests': 'That was too much at once. Wait {seconds} seconds and try again.',
  'bad-field': '{field}: {problem}',
  'too-large': 'This is too large: at most {limit} {unit}. Split it and send the parts.',
  malformed: 'This could not be read. Nothing was changed.',
  'read-only': 'This view can only look. Join with the code on the wall to take part.',
  'change-refused': 'A change on this device was not taken. Everything else is safe; the refused part can be downloaded.',
  'on-hold':
    'Your changes are on hold, because much of others’ work was removed at once. A facilitator looks at it; you can go on reading.',
  'board-locked': 'A facilitator locked the board, so nothing was changed. You can read, and ask for help; try again when it is open.',
  'replica-ahead':
    'The board was put back from a backup, and this device holds newer work. Keep this tab open and ask a facilitator to accept it.',
  'board-full': 'This board is full: it holds at most {limit} {what}.',
  'not-saved': 'The server cannot store changes right now, so nothing was changed. Keep this tab open; it tries again by itself.',
  unreachable: 'The server cannot be reached. What you typed is kept; check the network and try again.',
  internal: 'Something broke on the server. Try again; what was saved is safe.',
  'shutting-down': 'The server is restarting. Your work is safe; this page reconnects by itself.',
  removed: 'A facilitator removed you from this board. If that is a mistake, talk to them.',
  waiting: 'A facilitator has to let you in first. Keep this page open.',
  'joining-paused': 'Nobody new is let in right now. Ask a facilitator, or try again later.',
  'no-such-task': 'This task is no longer on the board.',
  'no-such-person': 'This person is not on the board.',
  'no-such-ask': 'This question is no longer open.',
  'no-such-hand': 'This call for help is over.',
  'no-such-demo': 'This demo is no longer in the queue.',
  'no-such-item': 'This is no longer on the run sheet.',
  'hand-taken': '{name} is already on the way.',
  'no-such-challenge': 'This challenge is no longer on the board.',
  'no-dots-left': 'All your {each} dots are spent. Take one back to put it elsewhere.',
  'votes-revealed': 'The votes are revealed, so nothing more is counted. A facilitator can open the vote again.',
  'task-finished': 'This task is already finished. Clear its outcome first to work on it again.',
  'seats-taken': 'All seats are taken: {holders} got there first. You can ask to pair.',
  'not-your-seat': 'You hold no seat on this task.',
  'already-seated': '{name} already has a seat on this task.',
  'not-asked': 'Only the person who was asked can answer.',
  'mentors-hold-no-tasks': 'Mentors help everybody and hold no tasks. Ask a facilitator to change your role if you want to work on one.',
  'sprint-running': 'A sprint is already running. End it before you start another.',
  'no-sprint': 'No sprint is running.',
  'sprint-paused': 'The sprint is already paused.',
  'sprint-not-paused': 'The sprint is not paused.',
  'nothing-to-undo': 'There is nothing to undo: the last change of the clock is over a minute old.',
};

/** What is wrong with something a person typed or chose, as `problem` of a refusal's detail. Screens translate these by name. */
export const PROBLEMS = {
  'name-empty': 'type at least one letter',
  'name-long': 'at most {limit} characters; this has {length}',
  'title-empty': 'give the event a title',
  'ends-first': 'the end must come after the start',
  'event-long': 'an event lasts at most {days} days',
  'zone-unknown': '"{zone}" is not a known time zone; use a name such as Europe/Madrid',
  'no-web-address': 'this is no web address',
  'sprint-long': 'a sprint lasts at most a day',
  'text-empty': 'write something first',
} as const;
export type ProblemName = keyof typeof PROBLEMS;

const isProblem = (name: unknown): name is ProblemName => typeof name === 'string' && Object.hasOwn(PROBLEMS, name);

/**
 * The English sentence of a refusal, its values filled in. A `problem` that is in no table is a diagnosis for whoever wrote
 * the client, and comes at the end.
 */
export function sentence({ refused, detail }: Refusal): string {
  const { problem } = detail;
  const values = isProblem(problem) ? { ...detail, problem: filled(PROBLEMS[problem], detail) } : detail;
  const said = filled(SENTENCES[refused], values);
  const isSaid = problem === undefined || problem === '' || SENTENCES[refused].includes('{problem}');
  return isSaid ? said : `${said} Diagnosis: ${problem}.`;
}

const filled = (text: string, values: RefusalDetail): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
