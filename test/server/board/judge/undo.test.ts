// Undo and redo as screens do it, before the judge: nothing of it is refused, and nothing of what the other wrote last goes.

import * as Y from 'yjs';
import { expect, it } from 'vitest';
import { ROOTS } from '../../../../shared/board/schema.ts';
import { rootOf, taskText } from '../../../../shared/board/board.ts';
import { said } from '../../../fuzz/judged-board.ts';
import { Random, Somebody } from '../../../fuzz/somebody.ts';
import { seeded } from '../../../support/seed.ts';
import { Table } from './table.ts';

/** Every value and character that this client id wrote and that stands, by where it stands. */
function writtenBy(client: number, doc: Y.Doc): Map<string, string> {
  const written = new Map<string, string>();
  const walk = (type: Y.AbstractType<unknown>, path: string) => {
    let text = '';
    for (let item = type._start; item; item = item.right)
      if (!item.deleted && item.id.client === client) text += String(item.content.getContent().join(''));
    if (text) written.set(path, text);
    for (const [key, item] of type._map) {
      if (item.deleted) continue;
      if (item.content instanceof Y.ContentType) walk(item.content.type as Y.AbstractType<unknown>, `${path}/${key}`);
      else if (item.id.client === client) written.set(`${path}/${key}`, JSON.stringify(item.content.getContent().at(-1)));
    }
  };
  for (const root of ROOTS) walk(rootOf(doc, root) as unknown as Y.AbstractType<unknown>, root);
  return written;
}

it('[UN15] whatever two people edit, undoing all of one’s own leaves all that the other wrote last, and the judge refuses nothing', () => {
  let kept = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const table = new Table();
    const everybody = [table.bo.person, table.cy.person];
    const people: Somebody[] = [];
    const connect = (author: Somebody['author'], client: number): Somebody => {
      const one: Somebody = new Somebody(author, client, everybody, random, (update) => {
        const verdict = table.board.receive(update, author);
        expect(`seed ${seed}: ${said(verdict)}`).toBe(`seed ${seed}: ${said(verdict) === 'nothing-new' ? 'nothing-new' : 'passed'}`);
        for (const other of people) if (other !== one) other.hear(update);
      });
      one.hear(Y.encodeStateAsUpdate(table.doc));
      people.push(one);
      return one;
    };
    const random: Random = new Random(seeded(seed));
    const [mine, theirs] = [connect(table.bo.author, 5_001), connect(table.cy.author, 6_001)];
    for (let act = 0; act < 120; act++) random.of([mine, theirs]).act();
    const before = writtenBy(6_001, table.doc);
    // What one typed into a field has the field's own undo.
    while (mine.steps.canUndo) mine.steps.undo();
    const after = writtenBy(6_001, table.doc);
    kept += before.size;
    for (const [path, value] of before) expect([seed, path, after.get(path)]).toEqual([seed, path, value]);
  }
  expect(kept).toBeGreaterThan(1_000);
});

it('[UN16] taking back what one typed into a text, as editors do it, passes the judge while somebody else writes there', () => {
  const { board, bo, cy, task } = new Table();
  const words = (doc: Y.Doc) => taskText(doc, task, 'notes') as Y.Text;
  const all = () => words(board.doc).toString();
  const before = all();
  expect(bo.edit((doc) => words(doc).insert(0, 'First ')).toString()).toBe('passed');
  expect(bo.edit((doc) => words(doc).delete(6, 3)).toString()).toBe('passed');
  cy.refresh();
  expect(cy.edit((doc) => words(doc).insert(3, '(cy)'))).toBe('passed');
  bo.refresh();
  // Backwards: what was cut is typed again, then what was typed goes, around what the other put in between.
  expect(bo.edit((doc) => words(doc).insert(words(doc).toString().indexOf('First'.slice(3)) + 3, before.slice(0, 3)))).toBe('passed');
  expect(
    bo.edit((doc) => {
      const text = words(doc);
      for (const piece of ['Fir', 'st ']) text.delete(text.toString().indexOf(piece), piece.length);
    }),
  ).toBe('passed');
  expect(all()).toBe(`(cy)${before}`);
});
