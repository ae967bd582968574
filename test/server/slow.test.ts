// Those who keep a connection open and say little or nothing: none of them is waited for without end. Bare sockets, since no
// honest client does this. Who sends too much is limits.test.ts; who reads too slowly, sync.test.ts.

import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { BEARER_PREFIX, SUBPROTOCOL, SYNC_PATH } from '../../shared/sync/protocol.ts';
import { askMessage } from '../support/knock.ts';
import { fakeClock } from '../support/clock.ts';
import { request } from '../support/request.ts';
import { serve, type TestServer } from '../support/server.ts';
import { settle, until } from '../support/until.ts';

/** Patience that a test can wait for. */
const QUICK = { patience: { headers: 2_000, request: 3_000, checkEvery: 100 } };

class Bare {
  readonly socket: Socket;
  heard = '';
  /** The server said that it is done; the client does not answer that. */
  over = false;
  readonly #listeners = new Set<() => void>();

  constructor(origin: string) {
    this.socket = connect({ port: Number(new URL(origin).port), host: '127.0.0.1', allowHalfOpen: true });
    this.socket.on('data', (data: Buffer) => this.#tell(() => (this.heard += data.toString('latin1'))));
    for (const event of ['end', 'close'] as const) this.socket.on(event, () => this.#tell(() => (this.over = true)));
    this.socket.on('error', () => this.#tell(() => (this.over = true)));
    onTestFinished(() => void this.socket.destroy());
  }

  #tell(change: () => void): void {
    change();
    for (const listener of [...this.#listeners]) listener();
  }

  until(condition: () => boolean, what: string): Promise<void> {
    return until(condition, () => `${what} (heard ${this.heard})`, [
      (changed) => {
        this.#listeners.add(changed);
        return () => this.#listeners.delete(changed);
      },
    ]);
  }

  say(text: string): void {
    this.socket.write(text.replaceAll('\n', '\r\n'));
  }
}

const upgrade = (origin: string, path: string, protocols: string, page = origin): string =>
  `GET ${path} HTTP/1.1\nHost: ${new URL(origin).host}\nOrigin: ${page}\nConnection: Upgrade\nUpgrade: websocket\n` +
  `Sec-WebSocket-Version: 13\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\nSec-WebSocket-Protocol: ${protocols}\n\n`;

/** How many sockets the server holds, whoever may be on the other end. */
function held({ app }: TestServer): Promise<number> {
  return new Promise((resolve, reject) => app.http.server.getConnections((error, count) => (error ? reject(error) : resolve(count))));
}

/** The server lets go of all but `left` sockets; it says so to nobody, so it is asked again and again. */
async function letsGo(server: TestServer, left: number): Promise<void> {
  while ((await held(server)) > left) await settle();
}

it('[SY111] who begins a request and never ends it is answered 408 and cut, in its lines or in its body', async () => {
  const server = await serve({ config: QUICK });
  const silent = new Bare(server.origin);
  const [lines, body] = [new Bare(server.origin), new Bare(server.origin)];
  lines.say(`GET /readyz HTTP/1.1\nHost: x\nX-Slow: `);
  body.say(`POST /api/join HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: 100\n\n{"sec`);
  for (const bare of [lines, body, silent]) await bare.until(() => bare.over, 'it is cut');
  expect([lines, body].map(({ heard }) => heard.split('\r\n')[0])).toEqual(Array(2).fill('HTTP/1.1 408 Request Timeout'));
  expect((await request(server.origin, 'GET /readyz')).status).toBe(200);
});

it('[SY112] of an upgrade that was turned away no socket is kept, though the other end never hangs up', async () => {
  const server = await serve();
  const before = await held(server);
  const bares = ['/elsewhere', `${SYNC_PATH}x`].map((path) => {
    const bare = new Bare(server.origin);
    bare.say(upgrade(server.origin, path, SUBPROTOCOL, 'http://evil.example'));
    return bare;
  });
  for (const bare of bares) await bare.until(() => bare.over, 'it is turned away');
  expect(bares.map(({ heard }) => heard.slice(9, 12))).toEqual(['404', '403']);
  await letsGo(server, before);
});

it('[SY113] a peer that answers no ping is let go within three minutes, though its machine takes all it is sent; one that says a frame byte by byte too', async () => {
  const clock = fakeClock();
  const server = await serve({ clock });
  const event = await server.organizer.createEvent();
  const before = await held(server);
  const bares: Bare[] = [];
  for (const name of ['Gone', 'Trickle']) {
    const { token, board } = await server.organizer.join(event, name);
    const bare = new Bare(server.origin);
    bare.say(upgrade(server.origin, SYNC_PATH + board, `${SUBPROTOCOL}, ${BEARER_PREFIX}${token}`));
    await bare.until(() => bare.heard.startsWith('HTTP/1.1 101'), 'the door opens');
    bare.socket.write(masked(askMessage(Uint8Array.of(0))));
    bares.push(bare);
  }
  const [, trickle] = bares as [Bare, Bare];
  for (let second = 0; second < 180; second++) {
    clock.advance(1_000);
    // The first bytes of a frame of 100 kB, which never ends.
    if (!trickle.over) trickle.socket.write(second === 0 ? Uint8Array.from([0x82, 0xff, 0, 0, 0, 0, 0, 1, 0x86, 0xa0]) : Uint8Array.of(0));
    await settle();
  }
  for (const bare of bares) await bare.until(() => bare.over, 'it is let go');
  await letsGo(server, before);
});

/** A frame as clients send them, with a mask of zeros. */
const masked = (bytes: Uint8Array): Uint8Array => Uint8Array.from([0x82, 0x80 | bytes.byteLength, 0, 0, 0, 0, ...bytes]);
