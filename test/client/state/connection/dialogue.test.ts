// What is said to the server and what its answers mean, against a server made of a document and a counter.

import * as decoding from 'lib0/decoding';
import { describe, expect, it } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { Dialogue, KEPT, type Line } from '../../../../client/state/connection/dialogue.ts';
import { Unsaved } from '../../../../client/state/connection/unsaved.ts';
import { MESSAGE, SYNC_STEP } from '../../../../shared/sync/protocol.ts';
import { askMessage, frame, missingMessage, updateMessage } from '../../../support/knock.ts';
import { TurnedClockwork } from './faces.ts';

const SECOND = 1_000;

class Scene {
  readonly clockwork = new TurnedClockwork();
  readonly server = new Y.Doc();
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);
  readonly line: Line;
  readonly dialogue: Dialogue;
  /** Sizes of the messages that held changes. */
  changes: Uint8Array[] = [];
  presence = 0;
  synced = 0;
  epoch: number | undefined;

  constructor({ writes = true, earlier = () => undefined as void }: { writes?: boolean; earlier?: (doc: Y.Doc) => void } = {}) {
    this.doc.transact(() => earlier(this.doc), KEPT);
    const unsaved = new Unsaved(() => undefined);
    this.line = { doc: this.doc, awareness: this.awareness, unsaved, writes };
    let keys = 0;
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === null) unsaved.add({ key: String((keys += 1)), subjects: [String(keys)], update });
    });
    const heard = { synced: () => void (this.synced += 1), epoch: (epoch: number) => void (this.epoch = epoch) };
    this.dialogue = new Dialogue(this.line, (bytes) => this.#take(bytes), heard, this.clockwork);
    this.dialogue.start();
  }

  #take(bytes: Uint8Array): void {
    const decoder = decoding.createDecoder(bytes);
    if (decoding.readVarUint(decoder) !== MESSAGE.sync) return void (this.presence += 1);
    const step = decoding.readVarUint(decoder);
    const content = decoding.readVarUint8Array(decoder);
    if (step === SYNC_STEP.stateVector) this.dialogue.receive(missingMessage(Y.encodeStateAsUpdate(this.server, content)));
    else if (content.length > 2) {
      this.changes.push(content);
      Y.applyUpdate(this.server, content);
    }
  }

  asks(): this {
    this.dialogue.receive(askMessage(Y.encodeStateVector(this.server)));
    return this;
  }

  saves(count: number): void {
    this.dialogue.receive(frame(MESSAGE.saved, count));
  }

  type(text: string): void {
    this.doc.getText('notes').insert(this.doc.getText('notes').length, text);
  }

  get text(): string {
    return this.server.getText('notes').toString();
  }
}

describe('the dialogue', () => {
  it('[CN40] saved is said by the server alone: neither sending nor an echo counts', () => {
    const scene = new Scene().asks();
    scene.type('a');
    expect(scene.text).toBe('a');
    scene.dialogue.receive(updateMessage(Y.encodeStateAsUpdate(scene.server)));
    expect(scene.line.unsaved.count).toBe(1);
    scene.saves(1);
    expect(scene.line.unsaved.empty).toBe(true);
  });

  it('[CN41] a count confirms so many changes and no more', () => {
    const scene = new Scene().asks();
    for (const letter of 'abc') {
      scene.type(letter);
      scene.clockwork.pass(SECOND);
    }
    scene.saves(2);
    expect(scene.line.unsaved.count).toBe(1);
    scene.saves(3);
    expect(scene.line.unsaved.empty).toBe(true);
  });

  it('[CN42] what was typed before the server asked travels in the answer, once', () => {
    const scene = new Scene();
    scene.type('early');
    expect(scene.changes).toHaveLength(0);
    scene.asks();
    expect(scene.text).toBe('early');
    scene.clockwork.pass(SECOND);
    expect(scene.changes).toHaveLength(1);
    scene.saves(1);
    expect(scene.line.unsaved.empty).toBe(true);
  });

  it('[CN43] who has nothing to say says nothing, whatever was deleted on the board before', () => {
    const earlier = (doc: Y.Doc) => {
      doc.getText('notes').insert(0, 'long gone');
      doc.getText('notes').delete(0, 9);
    };
    const scene = new Scene({ earlier });
    Y.applyUpdate(scene.server, Y.encodeStateAsUpdate(scene.doc));
    scene.asks();
    expect(scene.changes).toHaveLength(0);
    scene.type('x');
    scene.saves(1);
    expect(scene.line.unsaved.empty).toBe(true);
  });

  it('[CN44] a deletion made while away is sent though it adds nothing', () => {
    const scene = new Scene();
    scene.server.getText('notes').insert(0, 'wrong');
    Y.applyUpdate(scene.doc, Y.encodeStateAsUpdate(scene.server), KEPT);
    scene.doc.getText('notes').delete(0, 5);
    scene.asks();
    expect(scene.text).toBe('');
  });

  it('[CN50] when the word "saved" was lost with a connection, the next one makes up for it', () => {
    const scene = new Scene();
    scene.type('a');
    Y.applyUpdate(scene.server, Y.encodeStateAsUpdate(scene.doc));
    scene.dialogue.stop();
    const { line, clockwork } = scene;
    const said: Uint8Array[] = [];
    const heard = { synced: () => undefined, epoch: () => undefined };
    const next = new Dialogue(line, (bytes) => said.push(bytes), heard, clockwork);
    next.start();
    next.receive(askMessage(Y.encodeStateVector(scene.server)));
    // What the server has it may not have on disk yet; what it answers it has.
    expect(line.unsaved.empty).toBe(false);
    next.receive(missingMessage(Y.encodeStateAsUpdate(scene.server, Y.encodeStateVector(scene.doc))));
    expect(line.unsaved.empty).toBe(true);
    scene.type('b');
    expect(line.unsaved.count).toBe(1);
    next.receive(frame(MESSAGE.saved, 1));
    expect(line.unsaved.empty).toBe(true);
  });

  it('[CN45] fast typing travels together, at most twenty times a second', () => {
    const scene = new Scene().asks();
    for (const letter of 'a long sentence typed by somebody in a great hurry') {
      scene.type(letter);
      scene.clockwork.pass(10);
    }
    scene.clockwork.pass(SECOND);
    expect(scene.text).toBe('a long sentence typed by somebody in a great hurry');
    expect(scene.changes.length).toBeLessThanOrEqual(11);
    scene.saves(scene.changes.length);
    expect(scene.line.unsaved.empty).toBe(true);
  });

  it('[CN46] whoever only looks sends no change, not even in the answer', () => {
    const scene = new Scene({ writes: false });
    scene.type('a');
    scene.asks();
    scene.type('b');
    scene.clockwork.pass(SECOND);
    expect(scene.changes).toHaveLength(0);
    expect(scene.synced).toBe(1);
  });

  it('[CN47] one by one, each change waits until the one before is durable', () => {
    const scene = new Scene();
    scene.line.unsaved.oneByOne = true;
    for (const letter of 'abc') scene.type(letter);
    scene.asks();
    expect(scene.text).toBe('a');
    expect(scene.line.unsaved.suspects.map(({ key }) => key)).toEqual(['1']);
    scene.saves(1);
    expect(scene.text).toBe('ab');
    scene.type('d');
    scene.clockwork.pass(SECOND);
    expect(scene.text).toBe('ab');
    for (const count of [2, 3, 4]) scene.saves(count);
    expect(scene.text).toBe('abcd');
    expect(scene.line.unsaved.empty).toBe(true);
  });

  it('[CN48] one tells only of oneself, however much one hears of others', () => {
    const scene = new Scene().asks();
    scene.awareness.setLocalState({ person: 'me', card: '' });
    const told = scene.presence;
    const other = new Awareness(new Y.Doc());
    other.setLocalState({ person: 'other', card: '' });
    scene.dialogue.receive(frame(MESSAGE.awareness, encodeAwarenessUpdate(other, [other.clientID])));
    expect(scene.awareness.getStates().size).toBe(2);
    expect(scene.presence).toBe(told);
    other.destroy();
    scene.awareness.destroy();
  });

  it('[CN49] the epoch is read, and a message nobody knows is passed over', () => {
    const scene = new Scene().asks();
    scene.dialogue.receive(frame(MESSAGE.epoch, 7));
    scene.dialogue.receive(frame(99, 1, 2, 3));
    expect(scene.epoch).toBe(7);
    expect(() => scene.dialogue.receive(new Uint8Array([0, 2, 9]))).toThrow();
  });
});
