// A proxy of our own that plays the network between a browser and the server: one that lets no WebSocket through, cuts,
// delays, or is away; and a server that refuses what it should take. What people do behind it is in the tests.

import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Transform, type Duplex } from 'node:stream';

/** What becomes of WebSockets: let through, refused, asked for without saying so, or never answered. */
export type Upgrades = 'through' | 'forbidden' | 'stripped' | 'hanging';
/** Says how to close a connection whose client sent these bytes; undefined lets them through. */
export type Refuses = (message: Buffer) => { readonly code: number; readonly reason: string } | undefined;

const LIVE_TRAFFIC = /^\/(sync|live|api)\//;

export class Proxy {
  upgrades: Upgrades = 'through';
  /** Pages come, and nothing else does: a device without a network whose browser still has the pages. */
  pagesOnly = false;
  /** Milliseconds that bytes of WebSockets take, each way. */
  delay = 0;
  /** For each message on the sync socket. */
  refuses: Refuses = () => undefined;
  /** Closed for each refusal, last one last. */
  readonly refused: string[] = [];
  readonly #target: number;
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));
    this.#server.on('upgrade', (incoming, socket, head) => this.#upgrade(incoming, socket, head));
    this.#server.on('connection', (socket) => this.#track(socket));
  }

  static async before(target: number): Promise<Proxy> {
    const proxy = new Proxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  /** Ends every connection without a word, as a network does that goes away. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Nothing but pages from now on, or everything again. */
  goAway(): void {
    this.pagesOnly = true;
    this.cut();
  }

  comeBack(): void {
    this.pagesOnly = false;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #track<S extends Duplex>(socket: S): S {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    return socket;
  }

  #isAway(path: string | undefined): boolean {
    return this.pagesOnly && LIVE_TRAFFIC.test(path ?? '');
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    if (this.#isAway(incoming.url)) return void incoming.socket.destroy();
    const { method, url, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port: this.#target, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  }

  #upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#isAway(incoming.url)) return void socket.destroy();
    switch (this.upgrades) {
      case 'hanging':
        return;
      case 'forbidden':
        return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      case 'stripped':
        return this.#ask(incoming, socket);
      case 'through':
        return this.#tunnel(incoming, socket, head);
    }
  }

  /** The request goes on without its wish; whatever the server says to that is the answer. */
  #ask(incoming: IncomingMessage, socket: Duplex): void {
    const headers = { ...incoming.headers };
    delete headers.upgrade;
    delete headers.connection;
    const onward = request({ host: '127.0.0.1', port: this.#target, path: incoming.url, headers }, (answer) => {
      answer.resume();
      socket.end(`HTTP/1.1 ${answer.statusCode ?? 502} Answered\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    });
    onward.on('error', () => socket.destroy());
    onward.end();
  }

  #tunnel(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const onward: Socket = this.#track(connect(this.#target, '127.0.0.1'));
    const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
    for (let at = 0; at < incoming.rawHeaders.length; at += 2) lines.push(`${incoming.rawHeaders[at]}: ${incoming.rawHeaders[at + 1]}`);
    onward.write(`${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    const isSync = (incoming.url ?? '').startsWith('/sync/');
    const inspected = isSync
      ? inspect((message) => {
          const refusal = this.refuses(message);
          if (!refusal) return true;
          this.refused.push(refusal.reason);
          onward.destroy();
          socket.end(closeFrame(refusal.code, refusal.reason));
          return false;
        })
      : new Transform({ transform: (chunk: Buffer, _encoding, done) => done(null, chunk) });
    const hold = (): Transform =>
      new Transform({
        transform: (chunk: Buffer, _encoding, done) => {
          if (this.delay > 0) setTimeout(() => done(null, chunk), this.delay).unref();
          else done(null, chunk);
        },
      });
    socket.pipe(inspected).pipe(hold()).pipe(onward);
    onward.pipe(hold()).pipe(socket);
    onward.on('close', () => {
      if (!socket.writableEnded) socket.destroy();
    });
    socket.on('close', () => onward.destroy());
  }
}

/** Hands on a client's frames, whole ones only, until one is not to pass. */
function inspect(passes: (message: Buffer) => boolean): Transform {
  let rest: Buffer = Buffer.alloc(0);
  let stopped = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      rest = Buffer.concat([rest, chunk]);
      for (let frame = firstFrame(rest); frame && !stopped; frame = firstFrame(rest)) {
        const whole = rest.subarray(0, frame.end);
        rest = rest.subarray(frame.end);
        if (passes(frame.payload)) this.push(whole);
        else stopped = true;
      }
      done();
    },
  });
}

/** The first frame of a client, unmasked (RFC 6455 5.2); undefined while it is not complete. */
function firstFrame(bytes: Buffer): { readonly end: number; readonly payload: Buffer } | undefined {
  if (bytes.length < 6) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const wide = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + wide + 4;
  if (bytes.length < start) return undefined;
  const length = wide === 2 ? bytes.readUInt16BE(2) : wide === 8 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + length) return undefined;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, start + length));
  for (let at = 0; at < payload.length; at++) payload[at] = (payload[at] ?? 0) ^ (mask[at % 4] ?? 0);
  return { end: start + length, payload };
}

function closeFrame(code: number, reason: string): Buffer {
  const words = Buffer.from(reason);
  const head = Buffer.from([0x88, 2 + words.length, code >> 8, code & 0xff]);
  return Buffer.concat([head, words]);
}
