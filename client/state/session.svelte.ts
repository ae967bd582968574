// Who this browser is, board by board, kept across reloads. One browser may hold a participant's, a facilitator's and a
// wall's session of the same board side by side.

import type { Role } from '../../shared/board/schema.ts';
import type { BoardId, PersonId } from '../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import type { EventSummary, LetIn } from './api.ts';
import { json } from './asking.ts';
import { recall, remember } from './device.ts';

export type BoardSession = { readonly token: string; readonly role: Role; readonly person: PersonId | ''; readonly event: EventSummary };
/** A seat-holder's session, or a wall's, which only looks. */
export type SessionKind = 'person' | 'wall';

const keyOf = (board: BoardId, kind: SessionKind): string => `session:${board}:${kind}`;

export const sessionOn = (board: BoardId, kind: SessionKind): BoardSession | undefined => recall<BoardSession>(keyOf(board, kind));
export const forgetSession = (board: BoardId, kind: SessionKind): void => remember(keyOf(board, kind), undefined);

/** Keeps what the server answered to a join; gives the board it is for. */
export function keepSession(letIn: LetIn): BoardSession | Refusal {
  if (!letIn.event) return refuse('unknown-event');
  const session: BoardSession = { token: letIn.token, role: letIn.role, person: letIn.person, event: letIn.event };
  remember(keyOf(letIn.event.board, letIn.role === 'viewer' ? 'wall' : 'person'), session);
  remember('latest', letIn.event.board);
  return session;
}

/** The board this browser was on last, to offer the way back. */
export function latestSession(): BoardSession | undefined {
  const board = recall<BoardId>('latest');
  return board && sessionOn(board, 'person');
}

/** The organizer's token, if this browser opened the organizer's link. */
export const organizerToken = (): string | undefined => recall<string>('organizer');
export const forgetOrganizer = (): void => remember('organizer', undefined);

/** Trades the organizer's secret for a session of this browser. */
export async function becomeOrganizer(secret: string): Promise<string | Refusal> {
  const letIn = await json<LetIn>('POST', '/api/sessions', { body: { secret } });
  if (isRefusal(letIn)) return letIn;
  if (letIn.role !== 'organizer') return refuse('not-signed-in');
  remember('organizer', letIn.token);
  return letIn.token;
}

/** Takes the secret out of the address, so that it is neither shown nor kept in the history. */
export function takeSecret(): string {
  const secret = decoded(location.hash.slice(1));
  if (secret !== '') history.replaceState(history.state, '', location.pathname + location.search);
  return secret;
}

/** A mangled link stays as it is, to be refused in words. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
