// The Socket.io events of both directions, typed once. The only place where event names are spelled.

import type { Millis } from '../ids.ts';
import type { Refusal } from '../refusal.ts';
import type { Answer, CommandCall } from './commands.ts';

/** Path of the Socket.io endpoint on the server's one port. */
export const LIVE_PATH = '/live/';

/** What a client shows at the handshake. */
export type LiveAuth = { readonly token: string; readonly board: string };

export type ClientToServer = {
  command: (call: CommandCall, ack: (answer: Answer) => void) => void;
  /** Asks for the server's time; used for the clock offset. */
  clock: (ack: (now: Millis) => void) => void;
  /**
   * Opens a tunnel for sync messages, where a network lets no WebSocket to the sync door through. `offered` is what that WebSocket would
   * offer, without the bearer: this connection has shown one. A connection has one tunnel; opening another ends it.
   */
  'tunnel-open': (tunnel: number, offered: readonly string[]) => void;
  /** A piece of a sync message; the last piece completes it. */
  'tunnel-bytes': (tunnel: number, bytes: Uint8Array, last: boolean) => void;
  'tunnel-close': (tunnel: number) => void;
};

/** Largest piece of a message: polling carries it in base64, and a body holds little more than 64 kB. */
export const TUNNEL_PIECE = 32 * 1024;

export type ServerToClient = {
  /** The session ended on purpose: removed, or the link was replaced. */
  ended: (code: string) => void;
  /** The tunnel stands. */
  'tunnel-opened': (tunnel: number) => void;
  /** A whole sync message. */
  'tunnel-bytes': (tunnel: number, bytes: Uint8Array) => void;
  /** The server ended the tunnel, or did not open it. */
  'tunnel-closed': (tunnel: number, code: Refusal['refused']) => void;
};
