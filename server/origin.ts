// Which pages may talk to this server's sockets: its own, and those the organizer named. Socket.io's `cors` does not
// stop a foreign page's WebSocket, so both gateways ask here.

import type { IncomingMessage } from 'node:http';
import type { Config } from './config.ts';

export type OriginCheck = (request: IncomingMessage) => boolean;

/** A missing Origin is refused too: browsers always send one with a WebSocket, and other clients can. */
export function originCheck(config: Pick<Config, 'publicUrl' | 'origins'>): OriginCheck {
  const named = new Set([config.publicUrl, ...config.origins].filter((origin) => origin !== ''));
  return (request) => {
    const { origin } = request.headers;
    if (origin === undefined || !URL.canParse(origin)) return false;
    return named.has(origin) || new URL(origin).host === request.headers.host;
  };
}
