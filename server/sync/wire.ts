// The roads to a client: its WebSocket, written to as raw frames, or a tunnel somebody else carries. What is said on them
// is session.ts.

import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { closeCode, refuse, type Refusal } from '../../shared/refusal.ts';
import { sentence } from '../../shared/sentences.ts';
import type { TunnelMouth } from '../tunnel.ts';
import type { Parcel } from './parcels.ts';

export interface Wire {
  send(parcel: Parcel): void;
  /** Bytes handed over and not yet sent. */
  waiting(): number;
  /** Ends the connection with a reason the client can read; nothing is sent afterwards. */
  close(refusal: Refusal): void;
  /** Ends it at once, without a word. */
  cut(): void;
  /** From now on nothing more should be read, where the road allows for it. */
  pause(): void;
  resume(): void;
}

/** A peer that does not answer the close is cut after this long. */
const CUT_AFTER = 5_000;

/**
 * Complete frames are written straight to the socket: the WebSocket's own `send` would encode them again for every peer. It
 * writes control frames to the same socket, each in one go, so the two never mix.
 */
export function webSocketWire(ws: WebSocket, socket: Duplex): Wire {
  return {
    send({ buffers }) {
      if (ws.readyState !== ws.OPEN || socket.destroyed) return;
      const [only] = buffers;
      if (only && buffers.length === 1) return void socket.write(only);
      socket.cork();
      for (const buffer of buffers) socket.write(buffer);
      socket.uncork();
    },
    waiting: () => socket.writableLength,
    close: (refusal) => closeWebSocket(ws, refusal),
    cut: () => ws.terminate(),
    pause: () => ws.pause(),
    resume: () => ws.resume(),
  };
}

/** A close reason has at most 123 bytes (RFC 6455 5.5.1), so it carries the code; screens have the sentence. */
export function closeWebSocket(ws: WebSocket, refusal: Refusal, cutAfter = CUT_AFTER): void {
  // A socket that is not read can not hear the answer to the close.
  ws.resume();
  ws.close(closeCode(refusal.refused), refusal.refused === 'malformed' ? sentence(refusal).slice(0, 120) : refusal.refused);
  setTimeout(() => ws.terminate(), cutAfter).unref();
}

/** A tunnel takes one message at a time, and can not be told to be quiet. */
export function tunnelWire(mouth: TunnelMouth): Wire {
  let open = true;
  const close = (refusal: Refusal) => {
    if (!open) return;
    open = false;
    mouth.close(refusal);
  };
  return {
    send({ frames }) {
      for (const frame of frames) if (open) mouth.send(frame.message);
    },
    waiting: () => mouth.waiting(),
    close,
    cut: () => close(refuse('unreachable')),
    pause: () => undefined,
    resume: () => undefined,
  };
}
