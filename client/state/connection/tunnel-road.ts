// The side road: the same sync messages as events of the live channel, in pieces small enough for polling.

import type { Socket } from 'socket.io-client';
import { TUNNEL_PIECE, type ClientToServer, type ServerToClient } from '../../../shared/live/events.ts';
import { closeCode, type RefusalCode } from '../../../shared/refusal.ts';
import type { Road, RoadEvents } from './connector.ts';

let tunnels = 0;

/** @param socket without one, or with one that is not connected, the road ends at once. */
export function openTunnel(
  socket: Socket<ServerToClient, ClientToServer> | undefined,
  offered: readonly string[],
  { opened, message, closed }: RoadEvents,
): Road {
  if (!socket?.connected) {
    queueMicrotask(() => closed(undefined));
    return { send: () => undefined, close: () => undefined };
  }
  const mine = (tunnels += 1);
  const onOpened = (tunnel: number) => {
    if (tunnel === mine) opened();
  };
  // Browsers give binary parts as buffers.
  const onBytes = (tunnel: number, bytes: Uint8Array | ArrayBuffer) => {
    if (tunnel === mine) message(bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes);
  };
  const onClosed = (tunnel: number, code: RefusalCode) => {
    if (tunnel === mine) end({ code: closeCode(code), reason: code });
  };
  const onDisconnect = () => end(undefined);
  const leave = () => {
    socket.off('tunnel-opened', onOpened);
    socket.off('tunnel-bytes', onBytes);
    socket.off('tunnel-closed', onClosed);
    socket.off('disconnect', onDisconnect);
  };
  const end: RoadEvents['closed'] = (ending) => {
    leave();
    closed(ending);
  };
  socket.on('tunnel-opened', onOpened);
  socket.on('tunnel-bytes', onBytes);
  socket.on('tunnel-closed', onClosed);
  socket.on('disconnect', onDisconnect);
  socket.emit('tunnel-open', mine, offered);
  return {
    send: (bytes) => {
      // What is not sent now must not be sent later: a new road begins anew.
      if (!socket.connected) return;
      for (let from = 0; from < bytes.byteLength; from += TUNNEL_PIECE) {
        const piece = bytes.slice(from, from + TUNNEL_PIECE);
        socket.emit('tunnel-bytes', mine, piece, from + TUNNEL_PIECE >= bytes.byteLength);
      }
    },
    close: () => {
      leave();
      if (socket.connected) socket.emit('tunnel-close', mine);
    },
  };
}
