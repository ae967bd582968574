// The part of a board a person chose to see, in the address and in the list.

import { expect, test } from 'vitest';
import { conditions, EVERYTHING, readSelection, select, skillsWanted, writeSelection } from '../../../client/pages/board/selection.ts';
import { editTask, setSkills } from '../../../shared/board/board.ts';
import { Table } from '../../support/table.ts';

const read = (query: string) => readSelection(new URLSearchParams(query));
const titles = (table: Table, query: string): string[] => select(table.view, read(query)).map(({ title }) => title);

test('[SE1] a selection survives the address and leaves other parts of it alone', () => {
  const query = new URLSearchParams('card=t1');
  const selection = {
    ...EVERYTHING,
    arrangement: 'states',
    text: 'bike paths',
    skills: ['docs', 'c++'],
    size: 60,
    kind: 'learning',
    phase: 'after',
    first: true,
    free: true,
  } as const;
  writeSelection(query, selection);
  expect(readSelection(query)).toEqual(selection);
  expect(query.get('card')).toBe('t1');
  expect(conditions(selection)).toBe(8);
  writeSelection(query, EVERYTHING);
  expect(query.toString()).toBe('card=t1');
});

test('[SE2] nonsense in the address counts as not chosen', () => {
  expect(read('by=color&size=-3&kind=x&phase=never')).toEqual(EVERYTHING);
  expect(read('size=1e9')).toEqual(EVERYTHING);
});

test('[SE3] the search finds words without accents or case in titles, briefs, skills and names of holders', () => {
  const table = new Table();
  const task = table.task('Rue Éclairée');
  table.task('Other');
  setSkills(table.doc, task, ['cartography']);
  table.give(table.person('Zoë'), 'claim', { task });
  for (const words of ['eclairee', 'RUE', 'carto', 'zoe', 'rue zoe']) expect(titles(table, `q=${words}`)).toEqual(['Rue Éclairée']);
  expect(titles(table, 'q=rue+nobody')).toEqual([]);
  expect(titles(table, 'q=bike')).toHaveLength(2);
});

test('[SE4] conditions narrow together, and a size leaves out tasks nobody has sized', () => {
  const table = new Table();
  editTask(table.doc, table.task('Small'), { size: 15, first: true });
  editTask(table.doc, table.task('Large'), { size: 120 });
  table.task('Unknown');
  table.give(table.person('Ana'), 'claim', { task: table.task('Full', 1) });
  expect(titles(table, 'size=30')).toEqual(['Small']);
  expect(titles(table, 'first&size=240')).toEqual(['Small']);
  expect(titles(table, 'free').toSorted()).toEqual(['Large', 'Small', 'Unknown']);
});

test('[SE5] skills are offered by how many tasks want them', () => {
  const table = new Table();
  setSkills(table.doc, table.task('One'), ['docs', 'design']);
  setSkills(table.doc, table.task('Two'), ['design']);
  expect(skillsWanted(table.view.tasks)).toEqual(['design', 'docs']);
});
