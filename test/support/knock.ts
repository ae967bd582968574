// A bare WebSocket at the sync door, for whoever is no honest client: sends any bytes, hears everything, learns how it ended.

import * as encoding from 'lib0/encoding';
import type { IncomingMessage } from 'node:http';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { BEARER_PREFIX, MESSAGE, SUBPROTOCOL, SYNC_PATH, SYNC_STEP } from '../../shared/sync/protocol.ts';
import { until, type Source } from './until.ts';

export type Ending = { readonly code: number; readonly reason: string } | { readonly status: number };
export type Knocking = {
  readonly token?: string;
  readonly board?: string;
  readonly path?: string;
  readonly pageOrigin?: string | undefined;
  readonly protocols?: readonly string[];
};

export class Knock {
  readonly socket: WebSocket;
  readonly heard: Uint8Array[] = [];
  ending: Ending | undefined;
  opened = false;
  readonly #listeners = new Set<() => void>();

  constructor(origin: string, { token, board = '', path = SYNC_PATH + board, protocols, ...given }: Knocking) {
    const pageOrigin = 'pageOrigin' in given ? given.pageOrigin : origin;
    const offered = protocols ?? [SUBPROTOCOL, ...(token === undefined ? [] : [BEARER_PREFIX + token])];
    this.socket = new WebSocket(origin.replace('http', 'ws') + path, [...offered], pageOrigin === undefined ? {} : { origin: pageOrigin });
    this.socket.binaryType = 'nodebuffer';
    this.socket.on('open', () => this.#tell(() => (this.opened = true)));
    this.socket.on('message', (data: Buffer) => this.#tell(() => this.heard.push(new Uint8Array(data))));
    this.socket.on('close', (code, reason) => this.#tell(() => (this.ending ??= { code, reason: reason.toString() })));
    this.socket.on('unexpected-response', (_request, response: IncomingMessage) => {
      this.#tell(() => (this.ending ??= { status: response.statusCode ?? 0 }));
      response.destroy();
      this.socket.terminate();
    });
    this.socket.on('error', () => this.#tell(() => undefined));
    onTestFinished(() => this.socket.terminate());
  }

  #tell(change: () => void): void {
    change();
    for (const listener of [...this.#listeners]) listener();
  }

  get changes(): Source {
    return (changed) => {
      this.#listeners.add(changed);
      return () => this.#listeners.delete(changed);
    };
  }

  until(condition: () => boolean, what: string): Promise<void> {
    return until(condition, () => `${what} (it ended: ${JSON.stringify(this.ending)}, heard ${this.heard.length})`, [this.changes]);
  }

  /** Waits for the server's first frame: the door is open. */
  async welcomed(): Promise<this> {
    await this.until(() => this.heard.length > 0, 'the server speaks');
    return this;
  }

  async ended(): Promise<Ending> {
    await this.until(() => this.ending !== undefined, 'the server ends the connection');
    return this.ending as Ending;
  }

  send(bytes: Uint8Array | string): void {
    this.socket.send(bytes);
  }
}

export function frame(...parts: readonly (number | Uint8Array | string)[]): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const part of parts) {
    if (typeof part === 'number') encoding.writeVarUint(encoder, part);
    else if (typeof part === 'string') encoding.writeVarString(encoder, part);
    else encoding.writeVarUint8Array(encoder, part);
  }
  return encoding.toUint8Array(encoder);
}

export const updateMessage = (update: Uint8Array): Uint8Array => frame(MESSAGE.sync, SYNC_STEP.update, update);
export const missingMessage = (update: Uint8Array): Uint8Array => frame(MESSAGE.sync, SYNC_STEP.missing, update);
export const askMessage = (stateVector: Uint8Array): Uint8Array => frame(MESSAGE.sync, SYNC_STEP.stateVector, stateVector);
export const presenceMessage = (client: number, clock: number, state: unknown): Uint8Array =>
  frame(MESSAGE.awareness, frame(1, client, clock, JSON.stringify(state)));
