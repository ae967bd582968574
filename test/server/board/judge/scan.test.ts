// The first look at an update's bytes: what honest clients write passes, whatever they did; what this board does not have
// is refused. Updates on the wire are in test/server/sync.

import * as encoding from 'lib0/encoding';
import fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import {
  addChallenge,
  addTask,
  editTask,
  recordOutcome,
  removeChallenge,
  removeTask,
  replaceText,
  setSkills,
  taskText,
} from '../../../../shared/board/board.ts';
import type { ChallengeId, PersonId, TaskId } from '../../../../shared/ids.ts';
import { millis } from '../../../../shared/ids.ts';
import { isRefusal } from '../../../../shared/refusal.ts';
import { CATCH_UP_LIMITS, LIVE_LIMITS, scanUpdate, type ScanLimits } from '../../../../server/board/judge/scan.ts';
import { seeded, seededMint } from '../../../support/seed.ts';

const verdict = (update: Uint8Array, limits: ScanLimits = LIVE_LIMITS): string => {
  const scan = scanUpdate(update, limits);
  return isRefusal(scan) ? `${scan.refused}: ${scan.detail['problem'] ?? ''}` : 'passes';
};

/** The first update a change to an empty document makes. */
function updateOf(change: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  change(doc);
  return Y.encodeStateAsUpdate(doc);
}

const edit = fc.record({
  peer: fc.nat({ max: 2 }),
  act: fc.constantFrom(
    'challenge',
    'task',
    'title',
    'titles',
    'text',
    'cut',
    'outcome',
    'skills',
    'remove',
    'remove-challenge',
    'undo',
    'redo',
    'meet',
  ),
  seed: fc.nat({ max: 1_000_000 }),
});

/** Somebody with an undo history, whose every update is scanned as it would be sent. */
class Somebody {
  readonly doc = new Y.Doc();
  readonly undo: Y.UndoManager;
  readonly #mint;

  constructor(client: number, sent: (update: Uint8Array) => void) {
    this.doc.clientID = client;
    this.#mint = seededMint(client);
    this.undo = new Y.UndoManager([this.doc.getMap('challenges'), this.doc.getMap('tasks')], {
      trackedOrigins: new Set(['own']),
      captureTimeout: 0,
    });
    this.doc.on('update', sent);
  }

  act(act: string, random: () => number): void {
    const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
    const task = pick([...this.doc.getMap('tasks').keys()]) as TaskId | undefined;
    const challenge = pick([...this.doc.getMap('challenges').keys()]) as ChallengeId | undefined;
    const words = () => ['ship', 'the 🚲 map', 'żółw', 'x'.repeat(Math.floor(random() * 30)), ''][Math.floor(random() * 5)] ?? '';
    if (act === 'undo') return void this.undo.undo();
    if (act === 'redo') return void this.undo.redo();
    this.doc.transact(() => {
      if (act === 'challenge') addChallenge(this.doc, this.#mint('challenge'), { title: words(), brief: words() });
      if (act === 'task')
        addTask(this.doc, this.#mint('task'), { title: words(), ...(challenge ? { challenge } : {}), notes: words(), seats: 3 });
      if (act === 'remove-challenge' && challenge) removeChallenge(this.doc, challenge);
      if (!task) return;
      if (act === 'title') editTask(this.doc, task, { title: words(), first: random() < 0.5 });
      if (act === 'titles') for (let turn = 0; turn < 4; turn++) editTask(this.doc, task, { title: `${words()} ${turn}` });
      if (act === 'skills')
        setSkills(
          this.doc,
          task,
          ['css', 'maps', 'c++'].filter(() => random() < 0.5),
        );
      if (act === 'remove') removeTask(this.doc, task);
      const notes = taskText(this.doc, task, 'notes');
      if (act === 'text' && notes) notes.insert(Math.floor(random() * (notes.length + 1)), words() || '.');
      if (act === 'cut' && notes) replaceText(notes, words());
      if (act === 'outcome') recordOutcome(this.doc, task, this.#outcome(words()));
    }, 'own');
  }

  #outcome(summary: string): Parameters<typeof recordOutcome>[2] {
    const evidence = [{ id: this.#mint('link'), url: 'https://example.org', title: summary }];
    return {
      kind: 'partial',
      summary,
      next: summary,
      demo: true,
      evidence,
      credit: [this.#mint('person') as PersonId],
      by: this.#mint('person'),
      at: millis(1.5e12),
    };
  }
}

describe('honest updates', () => {
  it('[SY20] whatever people edit, undo and merge, every update and every handshake passes', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 5, maxLength: 80 }), (edits) => {
        const check = (update: Uint8Array) => expect(verdict(update)).toBe('passes');
        const people = [1, 2, 3].map((client) => new Somebody(client, check));
        for (const { peer, act, seed } of edits) {
          const one = people[peer] as Somebody;
          const other = people[(peer + 1) % people.length] as Somebody;
          if (act === 'meet') Y.applyUpdate(one.doc, Y.encodeStateAsUpdate(other.doc, Y.encodeStateVector(one.doc)));
          else one.act(act, seeded(seed));
        }
        for (const one of people) {
          expect(verdict(Y.encodeStateAsUpdate(one.doc), CATCH_UP_LIMITS)).toBe('passes');
          for (const other of people)
            expect(verdict(Y.encodeStateAsUpdate(one.doc, Y.encodeStateVector(other.doc)), CATCH_UP_LIMITS)).toBe('passes');
        }
      }),
      { seed: 20170601, numRuns: 60 },
    );
  });

  it('[SY21] values set several times in one go, with an undo history that keeps them, pass later as a whole', () => {
    const one = new Somebody(1, () => undefined);
    one.act('task', seeded(1));
    for (let turn = 0; turn < 5; turn++) one.act('titles', seeded(turn));
    expect(verdict(Y.encodeStateAsUpdate(one.doc), CATCH_UP_LIMITS)).toBe('passes');
  });

  it('[SY22] an update that says nothing is told apart', () => {
    expect(scanUpdate(Y.encodeStateAsUpdate(new Y.Doc()), LIVE_LIMITS)).toMatchObject({ structs: 0, clients: [], empty: true });
  });
});

describe('what this board does not have', () => {
  it.each<[string, (doc: Y.Doc) => void]>([
    ['an XML element', (doc) => doc.getMap('tasks').set('x', new Y.XmlElement('b'))],
    ['XML text', (doc) => doc.getMap('tasks').set('x', new Y.XmlText('b'))],
    ['an XML fragment', (doc) => doc.getXmlFragment('tasks').insert(0, [new Y.XmlElement('b')])],
    ['a document in the document', (doc) => doc.getMap('tasks').set('x', new Y.Doc())],
    ['bytes', (doc) => doc.getMap('tasks').set('x', new Uint8Array(4))],
    ['an object in an object', (doc) => doc.getMap('tasks').set('x', { a: { b: 1 } })],
    [
      'an object of many parts',
      (doc) => doc.getMap('tasks').set('x', Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`${at}`, 1]))),
    ],
    ['an array', (doc) => doc.getMap('tasks').set('x', [1])],
    ['a bigint', (doc) => doc.getMap('tasks').set('x', 10n)],
    ['not a number', (doc) => doc.getMap('tasks').set('x', Number.NaN)],
    ['an infinite number', (doc) => doc.getMap('tasks').set('x', Number.POSITIVE_INFINITY)],
    ['something embedded in text', (doc) => doc.getText('tasks').insertEmbed(0, { image: 'x' })],
    ['formatted text', (doc) => doc.getText('tasks').insert(0, 'x', { bold: true })],
    ['several values in a list', (doc) => doc.getArray('tasks').insert(0, [1, 2])],
    ['a text beyond any limit', (doc) => doc.getText('tasks').insert(0, 'x'.repeat(100_001))],
    ['a key beyond any limit', (doc) => doc.getMap('tasks').set('x'.repeat(201), 1)],
  ])('[SY23] an update that holds %s, which no board has, is refused before a document sees it', (_name, change) => {
    expect(verdict(updateOf(change), CATCH_UP_LIMITS)).toMatch(/^malformed/);
  });

  it.each<[string, (encoder: encoding.Encoder) => void]>([
    ['nothing at all', () => undefined],
    ['33 million structs in eight bytes', (to) => [1, 33_000_000, 1, 0].forEach((number) => encoding.writeVarUint(to, number))],
    ['a million clients', (to) => encoding.writeVarUint(to, 1_000_000)],
    ['a client that appears twice', (to) => [2, 0, 1, 0, 0, 1, 0, 0].forEach((number) => encoding.writeVarUint(to, number))],
    ['a client beyond 32 bits', (to) => [1, 0, 2 ** 40, 0, 0].forEach((number) => encoding.writeVarUint(to, number))],
    ['a clock beyond 31 bits', (to) => [1, 0, 1, 2 ** 31, 0].forEach((number) => encoding.writeVarUint(to, number))],
    ['a change of no length', (to) => [1, 1, 1, 0, 0, 0, 0].forEach((number) => encoding.writeVarUint(to, number))],
    ['a skip', (to) => [1, 1, 1, 0, 10, 5, 0].forEach((number) => encoding.writeVarUint(to, number))],
    ['deletions out of order', (to) => [0, 1, 1, 2, 5, 2, 1, 2].forEach((number) => encoding.writeVarUint(to, number))],
    ['deletions that overlap', (to) => [0, 1, 1, 2, 1, 5, 3, 5].forEach((number) => encoding.writeVarUint(to, number))],
    [
      'deletions of one client in two places',
      (to) => [0, 2, 1, 1, 1, 1, 1, 1, 3, 1].forEach((number) => encoding.writeVarUint(to, number)),
    ],
    ['a deletion of nothing', (to) => [0, 1, 1, 1, 0, 0].forEach((number) => encoding.writeVarUint(to, number))],
    ['a million deletions', (to) => [0, 1, 1, 1_000_000].forEach((number) => encoding.writeVarUint(to, number))],
    ['bytes after the end', (to) => [0, 0, 7].forEach((number) => encoding.writeVarUint(to, number))],
    ['a name longer than the message', (to) => [1, 1, 1, 0, 7, 1, 60_000].forEach((number) => encoding.writeVarUint(to, number))],
  ])('[SY24] bytes that say %s are refused as no update Yjs would write', (_name, write) => {
    const encoder = encoding.createEncoder();
    write(encoder);
    expect(verdict(encoding.toUint8Array(encoder))).toMatch(/^malformed/);
  });

  it('[SY25] a message beyond its size is too large; a handshake after offline work may be larger', () => {
    const many = updateOf((doc) => {
      for (let part = 0; part < 5; part++) doc.getMap('tasks').set(`key-${part}`, new Y.Text('x'.repeat(60_000)));
    });
    expect(verdict(many)).toMatch(/^too-large/);
    expect(verdict(many, CATCH_UP_LIMITS)).toBe('passes');
  });

  it('[SY26] every honest update cut short or with one byte changed is read to its end or refused, never worse', () => {
    const honest = updateOf((doc) => {
      const mint = seededMint(1);
      const challenge = mint('challenge');
      addChallenge(doc, challenge, { title: 'Bike paths', brief: 'Where?' });
      addTask(doc, mint('task'), { title: 'Count', challenge });
    });
    const random = seeded(20170601);
    for (let cut = 0; cut < honest.length; cut++) expect(verdict(honest.subarray(0, cut))).toMatch(/^malformed/);
    for (let turn = 0; turn < 3_000; turn++) {
      const bytes = honest.slice();
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      expect(verdict(bytes)).toMatch(/^(passes|malformed)/);
    }
  });
});
