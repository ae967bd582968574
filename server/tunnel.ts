// What lets sync frames travel by another road than their own socket: sync/ opens a tunnel, live/ carries it. It stands
// here because neither knows the other. No frames are read in here.

import type { BoardId } from '../shared/ids.ts';
import type { Refusal } from '../shared/refusal.ts';

/** The way back to one client. */
export interface TunnelMouth {
  /** One y-websocket message. */
  send(bytes: Uint8Array): void;
  /** Bytes handed over and not yet sent. */
  waiting(): number;
  /** The server ends the connection; nothing is sent afterwards. */
  close(refusal: Refusal): void;
}

export interface Tunnel {
  /** One y-websocket message of the client. */
  receive(bytes: Uint8Array): void;
  /** The client is gone. */
  closed(): void;
}

/** @param offered what a WebSocket would offer as subprotocols, the bearer among them. A Refusal says why nothing was opened. */
export type OpenTunnel = (board: BoardId, offered: readonly string[], mouth: TunnelMouth) => Promise<Tunnel | Refusal>;
