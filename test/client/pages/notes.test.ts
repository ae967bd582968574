// What people at a board are told of others' doings: of the clock, of their own seats, and of those they share a task with.

import { describe, expect, it } from 'vitest';
import { noteOf } from '../../../client/pages/board/notes.ts';
import { Table } from '../../support/table.ts';

describe('notes', () => {
  it('[FM3] when a seat runs out, its holder and whoever shares the task are told, each in their own words, and nobody else', () => {
    const table = new Table();
    const [ana, ben, rio] = [table.person('Ana'), table.person('Ben'), table.person('Rio')];
    const task = table.task('Count bikes');
    table.give(ana, 'claim', { task });
    table.wait(30);
    table.give(ben, 'claim', { task });
    table.wait(20);
    const entry = table.view.log.at(-1);
    expect(entry).toMatchObject({ kind: 'lapsed', to: ana });
    const said = [ana, ben, rio].map((me) => entry && noteOf(entry, table.view, me));
    expect(said).toEqual([
      'Your seat on “Count bikes” ran out; your notes are kept. Take it again if you still work on it.',
      'The seat of Ana on “Count bikes” ran out. You keep yours, and all notes are there.',
      '',
    ]);
    expect(table.drivers(task)).toEqual([ben]);
  });
});
