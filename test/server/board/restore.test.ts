// Bringing a board back, and one person's work, by hand and in random histories of several people. Documents only: which
// moments there are and what is written to the log is in moments.test.ts.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
  addChallenge,
  addTalk,
  addTask,
  editChallenge,
  editMeta,
  editTask,
  recordOutcome,
  removeChallenge,
  removeTask,
  replaceText,
  rootOf,
  setSkills,
  taskText,
} from '../../../shared/board/board.ts';
import { applyWrites, prepareBoard } from '../../../shared/board/server-writes.ts';
import { viewBoard, type BoardView } from '../../../shared/board/view.ts';
import { millis, type ChallengeId, type Millis, type PersonId, type TaskId } from '../../../shared/ids.ts';
import { RESTORED, restoreBoard, restorePerson, type Moment } from '../../../server/board/restore.ts';
import { Traces } from '../../../server/board/traces.ts';
import { MORNING } from '../../support/clock.ts';
import { seededMint } from '../../support/seed.ts';

const SEED = 20170603;

/** A board as a room keeps it, and people with copies of their own. Time is a number that goes up with every edit. */
class Workshop {
  readonly doc = new Y.Doc();
  readonly mint = seededMint(11);
  readonly owners = new Map<number, PersonId>();
  readonly traces = new Traces();
  readonly #copies = new Map<PersonId, Y.Doc>();
  now = MORNING;

  constructor() {
    prepareBoard(this.doc);
    this.doc.on('afterTransaction', (transaction: Y.Transaction) =>
      this.traces.note(transaction, (transaction.origin ?? '') as PersonId | '', millis(this.now)),
    );
  }

  person(): PersonId {
    const person = this.mint('person');
    const copy = new Y.Doc();
    this.owners.set(copy.clientID, person);
    this.#copies.set(person, copy);
    return person;
  }

  /** Somebody edits their copy; the server has it at once. */
  edit<T>(person: PersonId, change: (doc: Y.Doc) => T): T {
    const copy = this.#copies.get(person) as Y.Doc;
    this.now += 1;
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(copy)));
    const before = Y.encodeStateVector(this.doc);
    let done: T | undefined;
    copy.transact(() => (done = change(copy)));
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(copy, before), person);
    return done as T;
  }

  task(person: PersonId, title: string, challenge: ChallengeId | '' = ''): TaskId {
    const id = this.mint('task');
    this.edit(person, (doc) => addTask(doc, id, { title, challenge, order: 'a0', notes: `${title}: to do` }));
    return id;
  }

  /** What a moment kept now would hold. */
  moment(): Moment {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.doc));
    this.now += 1;
    return { at: millis(this.now - 1), doc };
  }

  restore(moment: Moment): void {
    this.now += 1;
    this.doc.transact(() => restoreBoard(this.doc, moment.doc));
  }

  undo(person: PersonId, ...moments: readonly Moment[]): void {
    this.now += 1;
    this.doc.transact(() => restorePerson(this.doc, moments, person, this));
  }

  get view(): BoardView {
    return viewBoard(this.doc);
  }

  titles(): string[] {
    return this.view.tasks.map(({ title }) => title).sort();
  }

  find(id: TaskId) {
    return this.view.tasks.find((task) => task.id === id);
  }
}

const written = (doc: Y.Doc): unknown => Object.fromEntries(RESTORED.map((root) => [root, rootOf(doc, root).toJSON()]));
const shown = ({ meta, challenges, tasks }: BoardView) => ({ meta, challenges, tasks });

function workshop() {
  const at = new Workshop();
  return { at, ada: at.person(), bo: at.person(), troll: at.person() };
}

describe('a board', () => {
  it('[RS1] is again what it was: entries under their ids, fields, texts and talk', () => {
    const { at, ada, bo } = workshop();
    const challenge = at.mint('challenge');
    at.edit(ada, (doc) => addChallenge(doc, challenge, { title: 'Bike paths', brief: 'Where?', order: 'a0', author: ada }));
    const task = at.task(ada, 'Count bikes', challenge);
    at.edit(bo, (doc) => addTalk(doc, at.mint('talk'), { on: task, text: 'Which crossing?', author: bo }));
    at.edit(bo, (doc) => editMeta(doc, { title: 'Open data day' }));
    const moment = at.moment();
    const [then, data] = [shown(at.view), written(at.doc)];
    at.edit(bo, (doc) => removeChallenge(doc, challenge));
    at.edit(bo, (doc) => rootOf(doc, 'talk').clear());
    at.edit(bo, (doc) => editMeta(doc, { title: 'Mine', locked: true }));
    at.task(bo, 'Junk');
    at.restore(moment);
    expect(shown(at.view)).toEqual(then);
    expect(written(at.doc)).toEqual(data);
  });

  it('[RS2] keeps what was brought back open for edits that come later', () => {
    const { at, ada, bo } = workshop();
    const task = at.task(ada, 'Count bikes');
    const moment = at.moment();
    at.edit(bo, (doc) => removeTask(doc, task));
    at.restore(moment);
    at.edit(ada, (doc) => editTask(doc, task, { title: 'Count all bikes' }));
    at.edit(ada, (doc) => taskText(doc, task, 'notes')?.insert(0, 'Now. '));
    expect(at.find(task)).toMatchObject({ title: 'Count all bikes', notes: 'Now. Count bikes: to do' });
  });

  it('[RS3] keeps its people, seats and sprint as they are now', () => {
    const { at, ada, bo } = workshop();
    const task = at.task(ada, 'Count bikes');
    const moment = at.moment();
    const claim = { task, person: bo, seat: 0, since: millis(1), leaseEndsAt: millis(2), driving: true };
    at.doc.transact(() => applyWrites(at.doc, [{ write: 'seat', claim }]));
    at.edit(ada, (doc) => removeTask(doc, task));
    at.restore(moment);
    expect(at.view.claims.get(task)).toEqual([claim]);
  });

  it('[RS4] can be brought back from the restore too', () => {
    const { at, ada } = workshop();
    at.task(ada, 'One');
    const first = at.moment();
    at.task(ada, 'Two');
    const before = at.moment();
    at.restore(first);
    expect(at.titles()).toEqual(['One']);
    at.restore(before);
    expect(at.titles()).toEqual(['One', 'Two']);
  });

  it('[RS5] leaves alone what is alike, so that restoring twice writes nothing', () => {
    const { at, ada, bo } = workshop();
    const task = at.task(ada, 'Count bikes');
    const moment = at.moment();
    at.edit(bo, (doc) => editTask(doc, task, { title: 'Nonsense' }));
    at.restore(moment);
    let updates = 0;
    at.doc.on('update', () => (updates += 1));
    at.restore(moment);
    expect(updates).toBe(0);
  });
});

describe('what one person did', () => {
  it('[RS10] comes back where they removed it, by whomever it was made, and others’ later work stays', () => {
    const { at, ada, bo, troll } = workshop();
    const [one, two] = [at.task(ada, 'One'), at.task(bo, 'Two')];
    const moment = at.moment();
    at.edit(troll, (doc) => removeTask(doc, one));
    at.edit(troll, (doc) => removeTask(doc, two));
    const three = at.task(ada, 'Three');
    at.edit(bo, (doc) => editTask(doc, three, { title: 'Third' }));
    at.undo(troll, moment);
    expect(at.titles()).toEqual(['One', 'Third', 'Two']);
    expect(at.find(one)?.notes).toBe('One: to do');
  });

  it('[RS11] stays removed where somebody else removed it', () => {
    const { at, ada, bo, troll } = workshop();
    const [one, two] = [at.task(ada, 'One'), at.task(bo, 'Two')];
    const moment = at.moment();
    at.edit(troll, (doc) => removeTask(doc, one));
    at.edit(ada, (doc) => removeTask(doc, two));
    at.undo(troll, moment);
    expect(at.titles()).toEqual(['One']);
  });

  it('[RS12] goes back in fields and texts they changed, unless somebody changed them since', () => {
    const { at, ada, bo, troll } = workshop();
    const [one, two] = [at.task(ada, 'One'), at.task(ada, 'Two')];
    const moment = at.moment();
    at.edit(troll, (doc) => {
      for (const id of [one, two]) {
        editTask(doc, id, { title: 'ha', size: 240 });
        replaceText(taskText(doc, id, 'notes') as Y.Text, 'ha');
      }
    });
    at.edit(bo, (doc) => editTask(doc, two, { title: 'Two again' }));
    at.edit(bo, (doc) => taskText(doc, two, 'notes')?.insert(2, ' what?'));
    at.undo(troll, moment);
    expect(at.find(one)).toMatchObject({ title: 'One', size: 0, notes: 'One: to do' });
    expect(at.find(two)).toMatchObject({ title: 'Two again', size: 0, notes: 'ha what?' });
  });

  it('[RS13] comes back in texts they only took away from', () => {
    const { at, ada, bo, troll } = workshop();
    const [one, two] = [at.task(ada, 'One'), at.task(ada, 'Two')];
    const moment = at.moment();
    at.edit(troll, (doc) => taskText(doc, one, 'notes')?.delete(0, 8));
    at.edit(troll, (doc) => taskText(doc, two, 'notes')?.delete(0, 8));
    at.edit(bo, (doc) => taskText(doc, two, 'notes')?.delete(0, 1));
    at.undo(troll, moment);
    expect(at.find(one)?.notes).toBe('One: to do');
    expect(at.find(two)?.notes).toBe('o');
  });

  it('[RS14] goes away where they made it, unless others worked on it', () => {
    const { at, ada, bo, troll } = workshop();
    const task = at.task(ada, 'One');
    const moment = at.moment();
    const junk = at.mint('challenge');
    at.edit(troll, (doc) => addChallenge(doc, junk, { title: 'Junk', order: 'a1' }));
    const [typedIn, renamed, seated, talkedAbout] = ['Typed in', 'Renamed', 'Seated', 'Talked about'].map((title) => at.task(troll, title));
    at.task(troll, 'Nobody’s', junk);
    at.edit(ada, (doc) => taskText(doc, typedIn as TaskId, 'brief')?.insert(0, 'Mine'));
    at.edit(bo, (doc) => editTask(doc, renamed as TaskId, { title: 'Renamed by Bo' }));
    const claim = { task: seated as TaskId, person: bo, seat: 0, since: millis(1), leaseEndsAt: millis(2), driving: true };
    at.doc.transact(() => applyWrites(at.doc, [{ write: 'seat', claim }]));
    at.edit(ada, (doc) => addTalk(doc, at.mint('talk'), { on: talkedAbout as TaskId, text: 'Yes!', author: ada }));
    at.edit(troll, (doc) => addTalk(doc, at.mint('talk'), { on: task, text: 'spam', author: troll }));
    at.edit(troll, (doc) => setSkills(doc, task, ['spam']));
    at.undo(troll, moment);
    expect(at.titles()).toEqual(['One', 'Renamed by Bo', 'Seated', 'Talked about', 'Typed in']);
    expect(at.view.challenges).toEqual([]);
    expect(Object.values(rootOf(at.doc, 'talk').toJSON())).toEqual([expect.objectContaining({ text: 'Yes!' })]);
    expect(at.find(task)?.skills).toEqual({});
  });

  it('[RS15] keeps a challenge of theirs under which others put tasks', () => {
    const { at, ada, troll } = workshop();
    const moment = at.moment();
    const challenge = at.mint('challenge');
    at.edit(troll, (doc) => addChallenge(doc, challenge, { title: 'Useful after all', order: 'a1' }));
    at.task(ada, 'Under it', challenge);
    at.undo(troll, moment);
    expect(at.view.challenges.map(({ title }) => title)).toEqual(['Useful after all']);
  });

  it('[RS16] comes back as it stood right before they removed it, when a later moment knows', () => {
    const { at, ada, troll } = workshop();
    const task = at.task(ada, 'One');
    const first = at.moment();
    at.edit(troll, (doc) => editTask(doc, task, { size: 240 }));
    at.edit(ada, (doc) => taskText(doc, task, 'notes')?.insert(0, 'Nearly there. '));
    const second = at.moment();
    at.edit(troll, (doc) => removeTask(doc, task));
    at.undo(troll, second, first);
    expect(at.find(task)).toMatchObject({ notes: 'Nearly there. One: to do', title: 'One' });
  });

  it('[RS17] is taken back once: again, it changes nothing', () => {
    const { at, ada, troll } = workshop();
    const task = at.task(ada, 'One');
    const moment = at.moment();
    at.edit(troll, (doc) => removeTask(doc, task));
    at.task(troll, 'Junk');
    at.undo(troll, moment);
    let updates = 0;
    at.doc.on('update', () => (updates += 1));
    at.undo(troll, moment);
    expect([updates, at.titles()]).toEqual([0, ['One']]);
  });
});

// -- random histories -----------------------------------------------------------------------------------------------------

const nth = fc.nat({ max: 30 });
const deed = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pitch' as const), title: fc.string({ maxLength: 6 }) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('split' as const), title: fc.string({ maxLength: 6 }), nth }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rename' as const), nth, title: fc.string({ maxLength: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename-challenge' as const), nth, title: fc.string({ maxLength: 6 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('type' as const), nth, at: fc.nat({ max: 8 }), text: fc.string({ maxLength: 5 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('erase' as const), nth, at: fc.nat({ max: 8 }), length: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('skill' as const), nth, skill: fc.constantFrom('svelte', 'maps', 'law') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('say' as const), nth, title: fc.string({ maxLength: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('finish' as const), nth, title: fc.string({ maxLength: 6 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), nth }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove-challenge' as const), nth }) },
);
type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

const pick = <T>(all: readonly T[], index: number): T | undefined => (all.length > 0 ? all[index % all.length] : undefined);

function perform(at: Workshop, person: PersonId, deed: Deed): void {
  const { tasks, challenges } = at.view;
  const task = 'nth' in deed ? pick(tasks, deed.nth)?.id : undefined;
  const challenge = 'nth' in deed ? pick(challenges, deed.nth)?.id : undefined;
  const at_ = millis(at.now) as Millis;
  at.edit(person, (doc) => {
    switch (deed.do) {
      case 'pitch':
        return addChallenge(doc, at.mint('challenge'), { title: deed.title, order: 'a0', author: person, at: at_ });
      case 'split':
        return addTask(doc, at.mint('task'), { title: deed.title, challenge: challenge ?? '', order: 'a0', author: person, at: at_ });
      case 'say':
        return addTalk(doc, at.mint('talk'), { on: task ?? '', text: deed.title, author: person, at: at_ });
      case 'rename-challenge':
        return challenge && editChallenge(doc, challenge, { title: deed.title });
      case 'remove-challenge':
        return challenge && removeChallenge(doc, challenge);
      default:
        return task && performOn(doc, task, person, deed);
    }
  });
}

function performOn(doc: Y.Doc, task: TaskId, person: PersonId, deed: Deed): void {
  const notes = taskText(doc, task, 'notes');
  switch (deed.do) {
    case 'rename':
      return editTask(doc, task, { title: deed.title });
    case 'type':
      return notes?.insert(Math.min(deed.at, notes.length), deed.text);
    case 'erase':
      return notes && notes.length > deed.at ? notes.delete(deed.at, Math.min(deed.length, notes.length - deed.at)) : undefined;
    case 'skill':
      return setSkills(doc, task, [deed.skill]);
    case 'finish':
      return recordOutcome(doc, task, {
        kind: 'done',
        summary: deed.title,
        next: '',
        evidence: [],
        credit: [person],
        by: person,
        at: millis(1),
      });
    case 'remove':
      return removeTask(doc, task);
    default:
      return undefined;
  }
}

const history = (people: number, length: number) => fc.array(fc.tuple(fc.nat({ max: people - 1 }), deed), { maxLength: length });

describe('in any history', () => {
  it('[RS20] a restored board shows what it showed at that moment, and is what it was', () => {
    fc.assert(
      fc.property(history(3, 25), history(3, 25), history(3, 10), (before, after, later) => {
        const { at, ada, bo, troll } = workshop();
        const people = [ada, bo, troll] as const;
        const play = (deeds: typeof before) => deeds.forEach(([who, what]) => perform(at, people[who as 0 | 1 | 2], what));
        play(before);
        const moment = at.moment();
        const [then, data] = [shown(at.view), written(at.doc)];
        play(after);
        const undone = at.moment();
        const [last, lastData] = [shown(at.view), written(at.doc)];
        at.restore(moment);
        expect(shown(at.view)).toEqual(then);
        expect(written(at.doc)).toEqual(data);
        // Edits that come later land on it like on any board, and the restore itself can be undone.
        play(later);
        at.restore(undone);
        expect(shown(at.view)).toEqual(last);
        expect(written(at.doc)).toEqual(lastData);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it('[RS21] edits made elsewhere while the board was restored merge with it, and all copies agree', () => {
    fc.assert(
      fc.property(history(2, 20), history(2, 15), history(1, 8), (before, after, meanwhile) => {
        const { at, ada, bo } = workshop();
        for (const [who, what] of before) perform(at, who === 0 ? ada : bo, what);
        const moment = at.moment();
        for (const [who, what] of after) perform(at, who === 0 ? ada : bo, what);
        const away = new Workshop();
        const cy = away.person();
        Y.applyUpdate(away.doc, Y.encodeStateAsUpdate(at.doc));
        for (const [, what] of meanwhile) perform(away, cy, what);
        at.restore(moment);
        const shot = Y.encodeStateVector(at.doc);
        Y.applyUpdate(at.doc, Y.encodeStateAsUpdate(away.doc, shot));
        Y.applyUpdate(away.doc, Y.encodeStateAsUpdate(at.doc, Y.encodeStateVector(away.doc)));
        expect(written(away.doc)).toEqual(written(at.doc));
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it('[RS22] taking one person’s work back leaves everything others did, and brings back all that only they removed', () => {
    fc.assert(
      fc.property(history(2, 25), history(3, 40), (before, after) => {
        const { at, ada, bo, troll } = workshop();
        const people = [ada, bo, troll] as const;
        for (const [who, what] of before) perform(at, people[who as 0 | 1], what);
        const moment = at.moment();
        const removedByTroll = new Map<string, unknown>();
        const removedByOthers = new Set<string>();
        const touchedByOthers = new Set<string>();
        const lastWord = new Map<string, number>();
        for (const [who, what] of after) {
          const was = leaves(at.doc);
          perform(at, people[who as 0 | 1 | 2], what);
          const is = leaves(at.doc);
          for (const path of new Set([...was.keys(), ...is.keys()])) {
            if (was.get(path) === is.get(path)) continue;
            lastWord.set(path, who);
            if (who !== 2) touchedByOthers.add(path);
            if (is.has(path)) continue;
            if (who === 2) removedByTroll.set(path, was.get(path));
            else removedByOthers.add(path);
          }
        }
        const then = leaves(moment.doc);
        const last = leaves(at.doc);
        at.undo(troll, moment);
        const now = leaves(at.doc);
        for (const [path, who] of lastWord) if (who !== 2 && last.has(path)) expect(now.get(path), path).toBe(last.get(path));
        for (const [path] of removedByTroll) {
          if (!then.has(path) || removedByOthers.has(path) || touchedByOthers.has(path)) continue;
          expect(now.get(path), path).toBe(then.get(path));
        }
        for (const [path, value] of then) if (last.get(path) === value) expect(now.get(path), path).toBe(value);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });
});

/** Every value and text of a board by its path. */
function leaves(doc: Y.Doc): Map<string, unknown> {
  const all = new Map<string, unknown>();
  const walk = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) all.set(path, value);
    else for (const [key, child] of Object.entries(value)) walk(child, `${path}/${key}`);
  };
  for (const root of RESTORED) walk(rootOf(doc, root).toJSON(), root);
  return all;
}
