// What the organizer sets up for programs, as the pages ask for it: tokens of the API, webhooks, feeds.

import type { Happening, Scope } from '../../shared/access/api-access.ts';
import type { BoardId, EventId, Millis } from '../../shared/ids.ts';
import { json } from './asking.ts';

export type ApiToken = {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** '' is all events. */
  readonly event: EventId | '';
  readonly createdAt: Millis;
};
export type Delivered = {
  readonly ok: boolean;
  readonly status: number;
  readonly problem: '' | 'not-allowed' | 'too-slow' | 'unreachable';
};
export type Webhook = {
  readonly id: string;
  readonly url: string;
  readonly of: readonly Happening[];
  readonly waiting: number;
  readonly givenUp: number;
  readonly last: Delivered | null;
};

/** @param token the organizer's. */
export const programs = (token: string) => ({
  tokens: () => json<{ tokens: ApiToken[] }>('GET', '/api/tokens', { token }),
  makeToken: (body: Pick<ApiToken, 'name' | 'scopes' | 'event'>) => json<{ token: string }>('POST', '/api/tokens', { token, body }),
  revokeToken: (id: string) => json<unknown>('POST', `/api/tokens/${id}/revoke`, { token, body: {} }),
  webhooks: (event: EventId) => json<{ webhooks: Webhook[] }>('GET', `/api/events/${event}/webhooks`, { token }),
  addWebhook: (event: EventId, body: Pick<Webhook, 'url' | 'of'>) =>
    json<{ secret: string }>('POST', `/api/events/${event}/webhooks`, { token, body }),
  testWebhook: (event: EventId, id: string) => json<Delivered>('POST', `/api/events/${event}/webhooks/${id}/test`, { token, body: {} }),
  removeWebhook: (event: EventId, id: string) => json<unknown>('POST', `/api/events/${event}/webhooks/${id}/remove`, { token, body: {} }),
  feeds: (board: BoardId) => json<{ agenda: string; outcomes: string }>('GET', `/api/boards/${board}/feeds`, { token }),
});
