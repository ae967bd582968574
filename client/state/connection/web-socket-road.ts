// The main road: a WebSocket to the sync door.

import type { OpenRoad } from './connector.ts';

/** @param offered the subprotocols, asked for at every opening. */
export function webSocketRoad(url: string, offered: () => readonly string[]): OpenRoad {
  return ({ opened, message, closed }) => {
    const socket = new WebSocket(url, [...offered()]);
    socket.binaryType = 'arraybuffer';
    socket.onopen = opened;
    socket.onmessage = ({ data }) => message(new Uint8Array(data as ArrayBuffer));
    socket.onclose = ({ code, reason }) => closed({ code, reason });
    return {
      send: (bytes) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(bytes as Uint8Array<ArrayBuffer>);
      },
      close: () => {
        socket.onopen = socket.onmessage = socket.onclose = null;
        socket.close();
      },
    };
  };
}
