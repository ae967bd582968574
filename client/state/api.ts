// The HTTP API as the pages call it: a value or a refusal, never an exception for what can be expected.

import type { Dots, Role, Scale } from '../../shared/board/schema.ts';
import { REFUSALS, refuse, type Refusal, type RefusalCode, type RefusalDetail } from '../../shared/refusal.ts';
import type { BoardId, EventId, Millis, PersonId } from '../../shared/ids.ts';

export type EventSummary = {
  readonly id: EventId;
  readonly board: BoardId;
  readonly title: string;
  readonly scale: Scale;
  readonly place: string;
  readonly callUrl: string;
  readonly startsAt: Millis;
  readonly endsAt: Millis;
  readonly zone: string;
  readonly sample: boolean;
  /** Who may come in by the code on the wall. */
  readonly joining: 'open' | 'approval' | 'paused';
};
export type EventLinks = { readonly code: string; readonly join: string; readonly facilitator: string; readonly wall: string };
export type EventWithLinks = { readonly event: EventSummary; readonly links: EventLinks };
export type LetIn = { readonly token: string; readonly role: Role; readonly person: PersonId | ''; readonly event: EventSummary | null };
export type Invitation = {
  readonly kind: 'join' | 'facilitator' | 'wall' | 'organizer' | 'device';
  readonly event: EventSummary | null;
  /** Whose personal link it is. */
  readonly name?: string;
};
/** A personal link for another device of one's own. */
export type DeviceLink = { readonly url: string; readonly expiresAt: Millis };
export type Devices = {
  readonly devices: readonly { readonly signedInAt: Millis; readonly this: boolean }[];
  readonly linkUntil: Millis | null;
};

type Method = 'GET' | 'POST' | 'PUT';
type Options = { readonly token?: string | undefined; readonly body?: unknown };

async function ask(method: Method, path: string, { token, body }: Options): Promise<Response | Refusal> {
  const headers: Record<string, string> = {};
  if (token) headers['authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path, { method, headers, cache: 'no-store', body: body === undefined ? null : JSON.stringify(body) });
  } catch {
    return refuse('unreachable');
  }
  return response.ok ? response : readRefusal(response);
}

/** A proxy may answer in its own words; that reads as a server that cannot be reached. */
async function readRefusal(response: Response): Promise<Refusal> {
  const body = (await response.json().catch(() => undefined)) as { error?: { code?: string; detail?: RefusalDetail } } | undefined;
  const code = body?.error?.code;
  return code !== undefined && code in REFUSALS ? refuse(code as RefusalCode, body?.error?.detail ?? {}) : refuse('unreachable');
}

async function json<T>(method: Method, path: string, options: Options = {}): Promise<T | Refusal> {
  const response = await ask(method, path, options);
  return response instanceof Response ? ((await response.json()) as T) : response;
}

export const api = {
  invitation: (secret: string) => json<Invitation>('POST', '/api/invitations', { body: { secret } }),
  /** @param token of somebody who is on the board already: they go on as who they are, as what the secret lets one be. */
  join: (body: { secret: string; key?: string } & Partial<{ name: string; place: 'room' | 'remote'; newcomer: boolean }>, token?: string) =>
    json<LetIn>('POST', '/api/join', { body, token }),
  openSession: (secret: string) => json<LetIn>('POST', '/api/sessions', { body: { secret } }),
  session: (token: string) => json<Omit<LetIn, 'token'>>('GET', '/api/session', { token }),
  events: (token: string) => json<{ events: EventWithLinks[] }>('GET', '/api/events', { token }),
  event: (token: string, event: EventId) => json<EventWithLinks>('GET', `/api/events/${event}`, { token }),
  createEvent: (token: string, body: Omit<EventSummary, 'id' | 'board' | 'sample' | 'joining'>) =>
    json<EventWithLinks>('POST', '/api/events', { token, body }),
  createSample: (token: string) => json<EventWithLinks>('POST', '/api/events/sample', { token, body: {} }),
  rotate: (token: string, event: EventId, link: 'join' | 'facilitator' | 'wall') =>
    json<EventWithLinks>('POST', `/api/events/${event}/links/${link}/rotate`, { token, body: {} }),
  setJoining: (token: string, event: EventId, joining: EventSummary['joining']) =>
    json<EventWithLinks>('PUT', `/api/events/${event}/joining`, { token, body: { joining } }),
  boardInvitation: (token: string, board: BoardId) =>
    json<{ code: string; url: string }>('GET', `/api/boards/${board}/invitation`, { token }),
  /** Brings a board back to a moment, or only what one person did since. */
  restore: (token: string, board: BoardId, body: { at: Millis; of?: PersonId }) =>
    json<unknown>('POST', `/api/boards/${board}/restore`, { token, body }),
  // What belongs to oneself.
  deviceLink: (token: string, board: BoardId) => json<DeviceLink>('POST', `/api/boards/${board}/me/device-link`, { token, body: {} }),
  revokeDeviceLink: (token: string, board: BoardId) =>
    json<unknown>('POST', `/api/boards/${board}/me/device-link/revoke`, { token, body: {} }),
  /** For somebody who lost their device. */
  deviceLinkFor: (token: string, board: BoardId, person: PersonId) =>
    json<DeviceLink>('POST', `/api/boards/${board}/people/${person}/device-link`, { token, body: {} }),
  redeemDeviceLink: (secret: string) => json<LetIn>('POST', '/api/device-link', { body: { secret } }),
  devices: (token: string, board: BoardId) => json<Devices>('GET', `/api/boards/${board}/me/devices`, { token }),
  endOtherDevices: (token: string, board: BoardId) =>
    json<unknown>('POST', `/api/boards/${board}/me/devices/end-others`, { token, body: {} }),
  endSession: (token: string) => json<unknown>('POST', '/api/session/end', { token, body: {} }),
  /** One's own dots, by challenge. */
  myVotes: (token: string, board: BoardId) => json<{ dots: Dots }>('GET', `/api/boards/${board}/me/votes`, { token }),
  myData: (token: string, board: BoardId) => json<unknown>('GET', `/api/boards/${board}/me/data`, { token }),
  eraseMe: (token: string, board: BoardId, name: string) =>
    json<unknown>('POST', `/api/boards/${board}/me/erase`, { token, body: { name } }),
  async report(token: string, board: BoardId, format: 'zip' | 'html' | 'md' | 'csv' | 'json'): Promise<Blob | Refusal> {
    const response = await ask('GET', `/api/boards/${board}/report.${format}`, { token });
    return response instanceof Response ? response.blob() : response;
  },
};
