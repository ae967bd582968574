// The HTTP API as the pages call it. How a question is asked is asking.ts: what the board itself asks first needs no more.

import type { Role, Scale } from '../../shared/board/schema.ts';
import type { Refusal } from '../../shared/refusal.ts';
import type { BoardId, EventId, Millis, PersonId } from '../../shared/ids.ts';
import { ask, json } from './asking.ts';

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
  myData: (token: string, board: BoardId) => json<unknown>('GET', `/api/boards/${board}/me/data`, { token }),
  eraseMe: (token: string, board: BoardId, name: string) =>
    json<unknown>('POST', `/api/boards/${board}/me/erase`, { token, body: { name } }),
  async report(token: string, board: BoardId, format: 'zip' | 'html' | 'md' | 'csv' | 'json'): Promise<Blob | Refusal> {
    const response = await ask('GET', `/api/boards/${board}/report.${format}`, { token });
    return response instanceof Response ? response.blob() : response;
  },
};
