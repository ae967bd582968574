// The same messages on another road: what a tunnel carries is what the sync socket carries.

import { describe, expect, it, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { addTask } from '../../../shared/board/board.ts';
import { isRefusal, type Refusal } from '../../../shared/refusal.ts';
import { BEARER_PREFIX, MESSAGE, SAVED_SUBPROTOCOL, SUBPROTOCOL, SYNC_STEP } from '../../../shared/sync/protocol.ts';
import { SyncGateway } from '../../../server/sync/gateway.ts';
import type { Tunnel } from '../../../server/tunnel.ts';
import { askMessage, updateMessage } from '../../support/knock.ts';
import { Peer } from '../../support/peer.ts';
import { request } from '../../support/request.ts';
import { seededMint } from '../../support/seed.ts';
import { serve } from '../../support/server.ts';
import { until } from '../../support/until.ts';

class Mouth {
  readonly heard: Uint8Array[] = [];
  closed: Refusal | undefined;
  #tell: () => void = () => undefined;

  send(bytes: Uint8Array): void {
    this.heard.push(bytes);
    this.#tell();
  }
  waiting(): number {
    return 0;
  }
  close(refusal: Refusal): void {
    this.closed = refusal;
    this.#tell();
  }
  until(condition: () => boolean, what: string): Promise<void> {
    return until(condition, what, [(changed) => ((this.#tell = changed), () => (this.#tell = () => undefined))]);
  }
}

async function house() {
  const server = await serve();
  const event = await server.organizer.createEvent();
  const gateway = new SyncGateway(server.deps, server.app.access, server.app.rooms);
  onTestFinished(() => gateway.close());
  const open = async (token: string, board = event.board) => {
    const mouth = new Mouth();
    const tunnel = await gateway.tunnel(board, [SUBPROTOCOL, SAVED_SUBPROTOCOL, BEARER_PREFIX + token], mouth);
    return { mouth, tunnel };
  };
  return { ...server, event, gateway, open, mint: seededMint(8) };
}

const opened = (tunnel: Tunnel | Refusal): Tunnel => {
  if (isRefusal(tunnel)) throw new Error(`no tunnel: ${tunnel.refused}`);
  return tunnel;
};

describe('a tunnel', () => {
  it('[SY100] carries the same messages, and its changes reach those on the socket', async () => {
    const { open, organizer, event, origin, mint, gateway } = await house();
    const { token } = await organizer.join(event, 'Ada');
    const bo = await Peer.open(origin, await organizer.join(event, 'Bo'), { live: false });
    const { mouth, tunnel } = await open(token);
    const road = opened(tunnel);
    expect(gateway.connections).toBe(1);
    road.receive(askMessage(Uint8Array.of(0)));
    await mouth.until(() => mouth.heard.some(([kind, step]) => kind === MESSAGE.sync && step === SYNC_STEP.missing), 'it has the board');
    const doc = new Y.Doc();
    addTask(doc, mint('task'), { title: 'Through the tunnel' });
    road.receive(updateMessage(Y.encodeStateAsUpdate(doc)));
    await bo.until(() => bo.view.tasks.length === 1, 'Bo sees it');
    await mouth.until(() => mouth.heard.some(([kind]) => kind === MESSAGE.saved), 'it is told that it is saved');
    road.closed();
    expect(gateway.connections).toBe(0);
  });

  it('[SY101] is not opened for whom the socket would not open', async () => {
    const { open, organizer, event } = await house();
    expect((await open('A'.repeat(22))).tunnel).toMatchObject({ refused: 'not-signed-in' });
    const { token } = await organizer.join(event, 'Ada');
    expect((await open(token, seededMint(99)('board'))).tunnel).toMatchObject({ refused: 'unknown-board' });
  });

  it('[SY102] ends with a reason: a message that does not read, a link that was replaced, a server that stops', async () => {
    const { open, organizer, event, origin, gateway } = await house();
    const { token } = await organizer.join(event, 'Ada');
    const broken = await open(token);
    opened(broken.tunnel).receive(Uint8Array.of(0));
    expect(broken.mouth.closed).toMatchObject({ refused: 'malformed' });

    const wall = await open((await organizer.openWall(event)).token);
    await request(origin, `POST /api/events/${event.id}/links/wall/rotate`, { token: organizer.token });
    await wall.mouth.until(() => wall.mouth.closed !== undefined, 'the wall is closed');
    expect(wall.mouth.closed).toMatchObject({ refused: 'code-revoked' });

    const last = await open(token);
    gateway.close();
    expect(last.mouth.closed).toMatchObject({ refused: 'shutting-down' });
  });
});
