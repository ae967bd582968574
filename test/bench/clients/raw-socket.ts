// A WebSocket client on a bare TCP socket, so that the server and not the client sets the pace: all sockets of a process
// read into one buffer, and a client that only counts never gathers more than the head of a message. It offers no
// compression, masks with zeros and trusts the server. What the messages say is wires.ts.

import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Door } from '../adapters/adapter.ts';

export const OPCODE = { text: 1, bytes: 2, close: 8, ping: 9, pong: 10 } as const;

/** Of a message that comes in several reads, a counting client keeps so much. */
const HEAD = 256;
const LONGEST_HEADER = 10;
const READ_BUFFER = Buffer.allocUnsafeSlow(512 * 1_024);
const END_OF_HANDSHAKE = '\r\n\r\n';

/** `bytes` is valid during the call only; of `length` bytes, `kept` are there. */
export type Message = { opcode: number; bytes: Buffer; start: number; kept: number; length: number };

export type Hooks = {
  opened(): void;
  message(message: Message): void;
  closed(why: string): void;
  /** Every read, before it is taken apart. */
  read?(bytes: Buffer, length: number): void;
};

export class RawSocket {
  readonly #socket: Socket;
  readonly #hooks: Hooks;
  readonly #whole: boolean;
  /** What the server answered so far; undefined once it let us in. */
  #handshake: string | undefined = '';
  #why = 'the server hung up';
  /** A header that was cut by the end of a read. */
  readonly #header = Buffer.alloc(LONGEST_HEADER);
  #headerKept = 0;
  readonly #message: Message = { opcode: 0, bytes: READ_BUFFER, start: 0, kept: 0, length: 0 };
  /** A message that is still coming. */
  #gathered: Buffer | undefined;
  #gatheredKept = 0;
  #missing = 0;
  #opcode = 0;
  #length = 0;

  /** @param whole keep messages whole; otherwise their head is enough. */
  constructor({ url, protocols, origin }: Pick<Door, 'url' | 'protocols' | 'origin'>, hooks: Hooks, whole: boolean) {
    const { hostname, port, host, pathname, search } = new URL(url);
    this.#hooks = hooks;
    this.#whole = whole;
    const callback = (length: number, buffer: Uint8Array): boolean => {
      this.#take(buffer as Buffer, length);
      return true;
    };
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true, onread: { buffer: READ_BUFFER, callback } });
    const asked = [
      `GET ${pathname}${search} HTTP/1.1`,
      `Host: ${host}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      'Sec-WebSocket-Version: 13',
      `Origin: ${origin}`,
      ...(protocols.length > 0 ? [`Sec-WebSocket-Protocol: ${protocols.join(', ')}`] : []),
    ];
    this.#socket.on('connect', () => this.#socket.write(asked.join('\r\n') + END_OF_HANDSHAKE));
    this.#socket.on('error', (error) => (this.#why = error.message));
    this.#socket.on('close', () => this.#hooks.closed(this.#why));
  }

  get closed(): boolean {
    return this.#socket.destroyed;
  }

  close(): void {
    this.#why = 'closed here';
    this.#socket.destroy();
  }

  send(opcode: number, payload: Uint8Array): void {
    if (this.#socket.destroyed) return;
    const { length } = payload;
    const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
    const frame = Buffer.alloc(head + 4 + length);
    frame[0] = 0x80 | opcode;
    frame[1] = 0x80 | (head === 2 ? length : head === 4 ? 126 : 127);
    if (head === 4) frame.writeUInt16BE(length, 2);
    if (head === 10) frame.writeBigUInt64BE(BigInt(length), 2);
    // The mask stays zero, so the payload goes as it is.
    frame.set(payload, head + 4);
    this.#socket.write(frame);
  }

  #take(buffer: Buffer, length: number): void {
    if (this.#handshake !== undefined) return this.#shake(buffer, length);
    this.#hooks.read?.(buffer, length);
    this.#cut(buffer, length);
  }

  #shake(buffer: Buffer, length: number): void {
    const said = (this.#handshake ?? '') + buffer.toString('latin1', 0, length);
    const end = said.indexOf(END_OF_HANDSHAKE);
    this.#handshake = said;
    if (end < 0) return;
    if (!said.startsWith('HTTP/1.1 101')) {
      this.#why = said.slice(0, 200);
      this.#socket.destroy();
      return;
    }
    this.#handshake = undefined;
    const rest = Buffer.from(said.slice(end + END_OF_HANDSHAKE.length), 'latin1');
    this.#hooks.opened();
    if (rest.length > 0) this.#take(rest, rest.length);
  }

  /** Takes a read apart into messages. */
  #cut(buffer: Buffer, end: number): void {
    let at = 0;
    while (at < end) at = this.#missing > 0 ? this.#gather(buffer, at, end) : this.#begin(buffer, at, end);
  }

  #gather(buffer: Buffer, at: number, end: number): number {
    const taken = Math.min(this.#missing, end - at);
    const gathered = this.#gathered as Buffer;
    const kept = Math.min(gathered.length - this.#gatheredKept, taken);
    if (kept > 0) buffer.copy(gathered, this.#gatheredKept, at, at + kept);
    this.#gatheredKept += kept;
    this.#missing -= taken;
    if (this.#missing === 0) this.#tell(this.#opcode, gathered, 0, this.#gatheredKept, this.#length);
    return at + taken;
  }

  /** Reads a header and, when all of it is here, its message. @returns where to go on. */
  #begin(buffer: Buffer, at: number, end: number): number {
    let header = buffer;
    let from = at;
    let there = end - at;
    const before = this.#headerKept;
    if (before > 0) {
      const more = Math.min(LONGEST_HEADER - before, there);
      buffer.copy(this.#header, before, at, at + more);
      header = this.#header;
      from = 0;
      there = before + more;
    }
    const size = there < 2 ? 2 : headerSize(header[from + 1] as number);
    if (there < size) {
      if (before === 0) buffer.copy(this.#header, 0, at, end);
      this.#headerKept = there;
      return end;
    }
    const opcode = (header[from] as number) & 15;
    const length = payloadLength(header, from, size);
    this.#headerKept = 0;
    const start = at + size - before;
    if (length <= end - start) {
      this.#tell(opcode, buffer, start, length, length);
      return start + length;
    }
    this.#opcode = opcode;
    this.#length = this.#missing = length;
    this.#gathered = Buffer.allocUnsafe(this.#whole ? length : Math.min(length, HEAD));
    this.#gatheredKept = 0;
    return start;
  }

  #tell(opcode: number, bytes: Buffer, start: number, kept: number, length: number): void {
    if (opcode === OPCODE.ping) return this.send(OPCODE.pong, bytes.subarray(start, start + kept));
    if (opcode === OPCODE.close) {
      const code = kept >= 2 ? bytes.readUInt16BE(start) : 1005;
      this.#why = `closed with ${code} ${bytes.toString('utf8', start + Math.min(2, kept), start + kept)}`;
      this.#socket.end();
      return;
    }
    const message = this.#message;
    message.opcode = opcode;
    message.bytes = bytes;
    message.start = start;
    message.kept = kept;
    message.length = length;
    this.#hooks.message(message);
  }
}

const headerSize = (second: number): number => ((second & 127) === 126 ? 4 : (second & 127) === 127 ? 10 : 2);

function payloadLength(header: Buffer, from: number, size: number): number {
  if (size === 4) return header.readUInt16BE(from + 2);
  if (size === 10) return Number(header.readBigUInt64BE(from + 2));
  return (header[from + 1] as number) & 127;
}
