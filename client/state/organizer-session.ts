// The organizer on any board of the instance: they read it without being a person on it.

import type { BoardId } from '../../shared/ids.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import { api } from './api.ts';
import { organizerToken, type BoardSession } from './session.svelte.ts';

export async function organizerOn(board: BoardId): Promise<BoardSession | Refusal> {
  const token = organizerToken();
  if (token === undefined) return refuse('not-signed-in');
  const answer = await api.events(token);
  if (isRefusal(answer)) return answer;
  const found = answer.events.find(({ event }) => event.board === board);
  return found ? { token, role: 'organizer', person: '', event: found.event } : refuse('unknown-board');
}
