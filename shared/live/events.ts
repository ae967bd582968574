// The Socket.io events of both directions, typed once. The only place where event names are spelled.

import type { Millis } from '../ids.ts';
import type { Answer, CommandCall } from './commands.ts';

/** Path of the Socket.io endpoint on the server's one port. */
export const LIVE_PATH = '/live/';

/** What a client shows at the handshake. */
export type LiveAuth = { readonly token: string; readonly board: string };

export type ClientToServer = {
  command: (call: CommandCall, ack: (answer: Answer) => void) => void;
  /** Asks for the server's time; used for the clock offset. */
  clock: (ack: (now: Millis) => void) => void;
};

export type ServerToClient = {
  /** The session ended on purpose: removed, or the link was replaced. */
  ended: (code: string) => void;
};
