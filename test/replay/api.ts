// The few HTTP calls a replay makes, with the waiting a polite client does. Nothing about documents or sockets.

import type { Role } from '../../shared/board/schema.ts';
import type { BoardId, EventId, PersonId } from '../../shared/ids.ts';
import { setTimeout as wait } from 'node:timers/promises';

export type EventAt = { readonly id: EventId; readonly board: BoardId };
export type Links = { readonly join: string; readonly facilitator: string; readonly wall: string };
export type Session = { readonly token: string; readonly role: Role; readonly person: PersonId | '' };

export class Api {
  readonly origin: string;

  /** @param url of the server; what follows the host is not looked at. */
  constructor(url: string) {
    this.origin = new URL(url).origin;
  }

  post<T>(path: string, body: object, token?: string): Promise<T> {
    return this.#ask(path, { method: 'POST', body: JSON.stringify(body) }, token);
  }

  get<T>(path: string, token: string): Promise<T> {
    return this.#ask(path, {}, token);
  }

  async #ask<T>(path: string, request: RequestInit, token?: string): Promise<T> {
    const headers = {
      // A kept connection may be closed by the server in the moment it is used again, and a join must not be sent twice.
      connection: 'close',
      ...(request.body ? { 'content-type': 'application/json' } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    };
    for (;;) {
      const response = await fetch(this.origin + path, { ...request, headers }).catch((error: unknown) => {
        throw new Error(`no answer from ${this.origin}${path}; is the server running there?`, { cause: error });
      });
      if (response.ok) return (await response.json()) as T;
      const text = await response.text();
      const seconds = Number(response.headers.get('retry-after') ?? '0');
      if (response.status !== 429 || seconds <= 0)
        throw new Error(`${request.method ?? 'GET'} ${path} was answered ${response.status}: ${text}`);
      await wait(seconds * 1_000);
    }
  }
}
