// The server's end of a tunnel: sync messages of one live connection, pieced together and handed on. It reads no message;
// what opens a tunnel, and judges what comes through, stands behind OpenTunnel.

import type { Socket } from 'socket.io';
import { TUNNEL_PIECE, type ClientToServer, type ServerToClient } from '../../shared/live/events.ts';
import { isRefusal, refuse, type Refusal } from '../../shared/refusal.ts';
import { MAX_FRAME } from '../../shared/sync/protocol.ts';
import type { Tunnel, TunnelMouth } from '../tunnel.ts';

type LiveSocket = Socket<ClientToServer, ServerToClient>;
/** Opens what lies behind, for whoever this connection belongs to. */
type Open = (offered: readonly string[], mouth: TunnelMouth) => Promise<Tunnel | Refusal>;

/** Messages a client may send before its board is open. */
const EARLY_MESSAGES = 8;
/** Subprotocols a client may offer, and how long they may be. */
const OFFERS = 4;
const OFFER_LENGTH = 64;

export function carryTunnels(socket: LiveSocket, open: Open): void {
  const outgoing = new Outgoing(socket);
  let current: TunnelEnd | undefined;
  socket.on('tunnel-open', (number, offered) => {
    if (!Number.isSafeInteger(number)) return;
    current?.leave();
    current = new TunnelEnd(socket, number, outgoing);
    void current.open(readOffers(offered), open);
  });
  socket.on('tunnel-bytes', (number, bytes, last) => {
    if (current?.number === number) current.receive(bytes, last);
  });
  socket.on('tunnel-close', (number) => {
    if (current?.number === number) current.leave();
  });
  socket.on('disconnect', () => current?.leave());
}

const readOffers = (offered: unknown): string[] =>
  Array.isArray(offered)
    ? offered.filter((one): one is string => typeof one === 'string' && one.length <= OFFER_LENGTH).slice(0, OFFERS)
    : [];

class TunnelEnd {
  readonly number: number;
  readonly #socket: LiveSocket;
  readonly #outgoing: Outgoing;
  #tunnel: Tunnel | undefined;
  #early: Uint8Array[] = [];
  #pieces: Uint8Array[] = [];
  #gathered = 0;
  #over = false;

  constructor(socket: LiveSocket, number: number, outgoing: Outgoing) {
    this.#socket = socket;
    this.number = number;
    this.#outgoing = outgoing;
  }

  async open(offered: readonly string[], open: Open): Promise<void> {
    this.#socket.emit('tunnel-opened', this.number);
    const tunnel = await open(offered, {
      send: (bytes) => this.#send(bytes),
      waiting: () => this.#outgoing.waiting,
      close: (refusal) => this.#end(refusal),
    });
    if (isRefusal(tunnel)) return this.#end(tunnel);
    // The client may have left while the board was opened.
    if (this.#over) return tunnel.closed();
    this.#tunnel = tunnel;
    for (const message of this.#early.splice(0)) tunnel.receive(message);
  }

  receive(piece: unknown, last: unknown): void {
    if (this.#over) return;
    if (!(piece instanceof Uint8Array) || piece.byteLength > TUNNEL_PIECE)
      return this.#end(refuse('malformed', { problem: 'no piece of a message' }));
    this.#gathered += piece.byteLength;
    if (this.#gathered > MAX_FRAME) return this.#end(refuse('too-large', { limit: MAX_FRAME / 1024, unit: 'kB' }));
    this.#pieces.push(piece);
    if (last !== true) return;
    const [only] = this.#pieces;
    const message = this.#pieces.length === 1 && only ? only : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#gathered = 0;
    if (this.#tunnel) this.#tunnel.receive(message);
    else if (this.#early.length < EARLY_MESSAGES) this.#early.push(message);
    else this.#end(refuse('too-many-requests', { seconds: 5 }));
  }

  /** The client is gone, or begins anew. */
  leave(): void {
    if (this.#over) return;
    this.#over = true;
    this.#tunnel?.closed();
  }

  #send(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#outgoing.count(bytes.byteLength);
    this.#socket.emit('tunnel-bytes', this.number, bytes);
  }

  #end(refusal: Refusal): void {
    if (this.#over) return;
    this.leave();
    this.#socket.emit('tunnel-closed', this.number, refusal.refused);
  }
}

/** Bytes on their way to one client: those that wait for the transport, and those it took and did not finish. */
class Outgoing {
  readonly #connection: LiveSocket['conn'];
  #queued = 0;
  #taken = 0;

  constructor(socket: LiveSocket) {
    this.#connection = socket.conn;
    this.#connection.on('flush', () => {
      this.#taken = this.#queued;
      this.#queued = 0;
    });
  }

  count(bytes: number): void {
    this.#queued += bytes;
  }

  get waiting(): number {
    return this.#queued + (this.#connection.transport.writable ? 0 : this.#taken);
  }
}
