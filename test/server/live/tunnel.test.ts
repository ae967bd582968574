// Sync messages through the live channel, for networks that let no WebSocket to the sync door through: the same dialogue,
// the same checks, pieces small enough for polling.

import * as decoding from 'lib0/decoding';
import { io, type Socket } from 'socket.io-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { addChallenge } from '../../../shared/board/board.ts';
import { viewBoard } from '../../../shared/board/view.ts';
import { LIVE_PATH, TUNNEL_PIECE, type ClientToServer, type ServerToClient } from '../../../shared/live/events.ts';
import { BEARER_PREFIX, MESSAGE, SAVED_SUBPROTOCOL, SUBPROTOCOL, SYNC_STEP } from '../../../shared/sync/protocol.ts';
import { askMessage, missingMessage, updateMessage } from '../../support/knock.ts';
import { Peer } from '../../support/peer.ts';
import { seededMint } from '../../support/seed.ts';
import { serve, type Joined } from '../../support/server.ts';
import { until } from '../../support/until.ts';

const OFFERED = [SUBPROTOCOL, SAVED_SUBPROTOCOL];
const mint = seededMint(21);

/** A client's end of a tunnel, over polling as in the worst network. */
class Digger {
  readonly socket: Socket<ServerToClient, ClientToServer>;
  readonly doc = new Y.Doc();
  readonly heard: Uint8Array[] = [];
  readonly closed: string[] = [];
  synced = false;
  saved = 0;
  readonly #listeners = new Set<() => void>();

  constructor(origin: string, place: Joined) {
    const auth = { token: place.token, board: place.board };
    this.socket = io(origin, { path: LIVE_PATH, auth, transports: ['polling'], extraHeaders: { origin }, forceNew: true });
    onTestFinished(() => void this.socket.disconnect());
    this.socket.on('tunnel-bytes', (_tunnel, bytes) => this.#read(new Uint8Array(bytes)));
    this.socket.on('tunnel-closed', (_tunnel, code) => void this.closed.push(code));
    for (const event of ['connect', 'disconnect', 'tunnel-bytes', 'tunnel-closed'] as const) this.socket.on(event, () => this.#tell());
  }

  #read(bytes: Uint8Array): void {
    this.heard.push(bytes);
    const decoder = decoding.createDecoder(bytes);
    const type = decoding.readVarUint(decoder);
    if (type === MESSAGE.saved) this.saved = decoding.readVarUint(decoder);
    if (type !== MESSAGE.sync) return;
    const step = decoding.readVarUint(decoder);
    const content = decoding.readVarUint8Array(decoder);
    if (step === SYNC_STEP.stateVector) this.send(missingMessage(Y.encodeStateAsUpdate(this.doc, content)));
    else Y.applyUpdate(this.doc, content);
    if (step === SYNC_STEP.missing) this.synced = true;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  until(condition: () => boolean, what: string): Promise<void> {
    const changes = (changed: () => void) => {
      this.#listeners.add(changed);
      return () => this.#listeners.delete(changed);
    };
    return until(condition, () => `${what} (closed: ${this.closed.join()}, heard ${this.heard.length})`, [changes]);
  }

  async dig(offered: readonly string[] = OFFERED, tunnel = 1): Promise<this> {
    await this.until(() => this.socket.connected, 'the live channel is there');
    this.socket.emit('tunnel-open', tunnel, offered);
    this.send(askMessage(Y.encodeStateVector(this.doc)), tunnel);
    return this;
  }

  async dug(): Promise<this> {
    await this.dig();
    await this.until(() => this.synced, 'the board came through the tunnel');
    return this;
  }

  send(bytes: Uint8Array, tunnel = 1): void {
    for (let from = 0; from < bytes.byteLength; from += TUNNEL_PIECE)
      this.socket.emit('tunnel-bytes', tunnel, bytes.slice(from, from + TUNNEL_PIECE), from + TUNNEL_PIECE >= bytes.byteLength);
  }
}

async function scene() {
  const server = await serve();
  const event = await server.organizer.createEvent();
  const [ana, bo] = [await server.organizer.join(event, 'Ana'), await server.organizer.join(event, 'Bo')];
  return { server, event, ana, bo, peer: await Peer.open(server.origin, bo, { live: false }) };
}

describe('a tunnel', () => {
  it('[NW10] carries edits both ways, and says when they are on disk', async () => {
    const { server, ana, peer } = await scene();
    const digger = await new Digger(server.origin, ana).dug();
    digger.doc.once('update', (update: Uint8Array) => digger.send(updateMessage(update)));
    addChallenge(digger.doc, mint('challenge'), { title: 'Through the tunnel', order: 'a0', author: ana.person });
    await peer.until(() => peer.view.challenges.some(({ title }) => title === 'Through the tunnel'), 'the peer sees it');
    await digger.until(() => digger.saved > 0, 'it is said to be saved');
    addChallenge(peer.doc, mint('challenge'), { title: 'And back', order: 'a1', author: peer.place.person });
    await digger.until(() => viewBoard(digger.doc).challenges.length === 2, 'the answer comes through');
  });

  it('[NW11] carries what was done offline in pieces, more than one request may hold', async () => {
    const { server, ana, peer } = await scene();
    const digger = new Digger(server.origin, ana);
    for (let count = 0; count < 10; count++) {
      const given = { title: `Challenge ${count}`, brief: 'x'.repeat(15_000), order: `a${count}`, author: ana.person };
      addChallenge(digger.doc, mint('challenge'), given);
    }
    await digger.dug();
    await peer.until(() => peer.view.challenges.length === 10, 'all of it arrives');
    expect(digger.closed).toEqual([]);
  });

  it('[NW12] belongs to the token of its connection, whatever else is offered', async () => {
    const { server, event } = await scene();
    const facilitator = await server.organizer.join(event.links.facilitator, 'Robin');
    const wall = await server.organizer.openWall(event);
    const digger = new Digger(server.origin, wall);
    await digger.dig([...OFFERED, BEARER_PREFIX + facilitator.token]);
    await digger.until(() => digger.synced, 'a wall may look');
    digger.doc.once('update', (update: Uint8Array) => digger.send(updateMessage(update)));
    addChallenge(digger.doc, mint('challenge'), { title: 'Not mine to add', order: 'a0' });
    await digger.until(() => digger.closed.length > 0, 'a wall may not write');
    expect(digger.closed).toEqual(['read-only']);
  });

  it('[NW13] what is no piece, or more than a message may hold, ends the tunnel and not the connection', async () => {
    const { server, ana } = await scene();
    const digger = await new Digger(server.origin, ana).dug();
    digger.socket.emit('tunnel-bytes', 1, 'text' as unknown as Uint8Array, true);
    await digger.until(() => digger.closed.length === 1, 'text is refused');
    digger.synced = false;
    await digger.dig(OFFERED, 2);
    await digger.until(() => digger.synced, 'another tunnel can be dug');
    for (let count = 0; count < 40; count++) digger.socket.emit('tunnel-bytes', 2, new Uint8Array(TUNNEL_PIECE), false);
    await digger.until(() => digger.closed.length === 2, 'an endless message is refused');
    expect(digger.closed).toEqual(['malformed', 'too-large']);
    expect(digger.socket.connected).toBe(true);
  });

  it('[NW14] a second one ends the first, and leaving tells the others', async () => {
    const { server, ana } = await scene();
    const digger = await new Digger(server.origin, ana).dug();
    digger.synced = false;
    await digger.dig(OFFERED, 2);
    await digger.until(() => digger.synced, 'the second one stands');
    const before = digger.heard.length;
    digger.send(askMessage(Y.encodeStateVector(digger.doc)), 1);
    digger.send(askMessage(Y.encodeStateVector(digger.doc)), 2);
    await digger.until(() => digger.heard.length > before, 'only the second answers');
    expect(digger.closed).toEqual([]);
  });
});
