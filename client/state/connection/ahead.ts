// A replica from before the board was put back from a backup: shown to the server again on a road of its own, until a
// facilitator lets such replicas in. Fetched when there is one.

import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Clockwork } from './clockwork.ts';
import { Connector, type OpenRoad, type SideRoad } from './connector.ts';
import { Dialogue, KEPT, type Line } from './dialogue.ts';
import { Unsaved } from './unsaved.ts';

const NO_SIDE: SideRoad = {
  ready: false,
  prefer: () => undefined,
  open: () => ({ send: () => undefined, close: () => undefined }),
};

/** @returns the way to stop. A refusal ends it too: the next connection asks again. */
export function offerReplica(state: Uint8Array, road: OpenRoad, clockwork: Clockwork, accepted: () => void): () => void {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state, KEPT);
  const awareness = new Awareness(doc);
  awareness.setLocalState(null);
  const unsaved = new Unsaved((confirmed) => {
    if (confirmed.length === 0) return;
    stop();
    accepted();
  });
  unsaved.add({ key: 'replica', subjects: [] });
  const line: Line = { doc, awareness, unsaved, writes: true };
  const stop = () => {
    connector.stop();
    doc.destroy();
  };
  const connector = new Connector({
    clockwork,
    main: road,
    side: NO_SIDE,
    talk: (send, synced) => new Dialogue(line, send, { synced, epoch: () => undefined }, clockwork),
    changed: () => undefined,
    ended: stop,
  });
  connector.start();
  return stop;
}
