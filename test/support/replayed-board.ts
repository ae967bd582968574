// The recorded activity put on a board directly, without a server: what the document holds after the event. The replay
// through the public protocol is test/replay.

import * as Y from 'yjs';
import { addChallenge, addTask, editMeta, recordOutcome } from '../../shared/board/board.ts';
import { applyWrites, prepareBoard } from '../../shared/board/server-writes.ts';
import { millis, type ChallengeId, type PersonId, type TaskId } from '../../shared/ids.ts';
import type { Person } from '../../shared/board/schema.ts';
import type { ReplayAction } from './activity.ts';
import { seededMint } from './seed.ts';

const NEW: Omit<Person, 'id' | 'name' | 'joinedAt'> = {
  color: 0,
  glyph: '●',
  role: 'participant',
  place: 'remote',
  site: '',
  skills: {},
  newcomer: false,
  openToPair: false,
  attribution: true,
  removed: false,
  hidden: false,
  waiting: false,
};

export function replayedBoard(actions: readonly ReplayAction[]): Y.Doc {
  const doc = new Y.Doc();
  const mint = seededMint(17);
  const people = new Map<string, PersonId>();
  const challenges = new Map<string, ChallengeId>();
  const tasks = new Map<string, TaskId>();
  const order = (count: number) => `c${String(count).padStart(3, '0')}`;
  const challengeOf = (repo: string): ChallengeId => {
    const known = challenges.get(repo) ?? mint('challenge');
    if (!challenges.has(repo))
      addChallenge(doc, known, { title: repo, source: `https://github.com/${repo}`, order: order(challenges.size) });
    challenges.set(repo, known);
    return known;
  };
  const personOf = (actor: string): PersonId => people.get(actor) as PersonId;
  const play = (action: ReplayAction): void => {
    const { at } = action;
    if (action.act === 'join') {
      const id = mint('person');
      people.set(action.actor, id);
      applyWrites(doc, [{ write: 'person', person: { ...NEW, id, name: action.actor, joinedAt: millis(at) } }]);
      return;
    }
    const challenge = challengeOf(action.project);
    if (action.act === 'add-task') {
      const id = mint('task');
      tasks.set(action.task, id);
      addTask(doc, id, { title: action.task, challenge, order: order(tasks.size), author: personOf(action.actor), at });
    } else if (action.act === 'outcome') {
      const credit = action.credit.map(personOf);
      const given = { kind: 'done', summary: '', next: '', evidence: [], credit, by: personOf(action.actor), at } as const;
      recordOutcome(doc, tasks.get(action.task) as TaskId, given);
    }
  };
  prepareBoard(doc);
  doc.transact(() => {
    editMeta(doc, { title: 'Global Sprint 2017' });
    actions.forEach(play);
  });
  return doc;
}
