// Tables people paste: which are seen as tables, and what becomes of their cells.

import { expect, test } from 'vitest';
import { readTable } from '../../../shared/board/paste-table.ts';
import { LIMITS } from '../../../shared/board/schema.ts';

const made = (text: string) => readTable(text)?.lines.map(({ title, brief, link, fields }) => ({ title, brief, link, ...fields }));

test('[QA2] a first line that names a title and another column makes it a table; all else is a list', () => {
  expect(made('Title,Minutes\nDraw the map,30')).toEqual([{ title: 'Draw the map', brief: '', link: '', size: 30 }]);
  for (const list of ['Draw the map, then print it\nFold it', 'Title\nDraw', 'Title and more, really\nx', '', 'milk,eggs\nbread,jam'])
    expect(readTable(list)).toBeUndefined();
});

test('[QA3] quotes, line breaks in cells, semicolons and tabs are read as spreadsheets write them', () => {
  expect(made('title;description\r\n"Draw; then ""print""";"First line\nsecond"\r\n')).toEqual([
    { title: 'Draw; then "print"', brief: 'First line\nsecond', link: '' },
  ]);
  expect(made('Aufgabe\tFähigkeiten\tDauer\nKarte zeichnen\tdesign, docs\t1,5 h')).toEqual([
    { title: 'Karte zeichnen', brief: '', link: '', skills: ['design', 'docs'], size: 90 },
  ]);
});

test('[QA4] what a cell can not mean is left out, and what it can is kept', () => {
  expect(
    made('name,url,labels,kind,when,first\nA,javascript:alert(1),"docs|<b>",Learning,after,yes\nB,https://example.org/1,,x,,no'),
  ).toEqual([
    { title: 'A', brief: '', link: '', skills: ['docs'], kind: 'learning', phase: 'after', first: true },
    { title: 'B', brief: '', link: 'https://example.org/1' },
  ]);
});

test('[QA5] rows without a title and rows said before are skipped with their line, blank rows pass', () => {
  const table = readTable('title,size,notes\nDraw,15,"two\nlines"\n,30\n\ndraw,60');
  expect(table?.lines).toHaveLength(1);
  expect(table?.skipped.map(({ line, reason }) => [line, reason])).toEqual([
    [4, 'empty'],
    [6, 'duplicate'],
  ]);
});

test('[QA6] more rows than a board takes at once are refused, a long title goes on in the brief', () => {
  const many = Array.from({ length: LIMITS.pasteLines + 1 }, (_, row) => `Task ${row},15`).join('\n');
  expect(readTable(`title,size\n${many}`)?.refusal?.refused).toBe('too-large');
  const [long] = made(`title,size\n${'word '.repeat(60)},15`) ?? [];
  expect(long?.title.length).toBeLessThanOrEqual(LIMITS.title);
  expect(long?.brief.length).toBeGreaterThan(LIMITS.title);
});
