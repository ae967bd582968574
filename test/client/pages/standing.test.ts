// What the wall says of a board.

import { expect, test } from 'vitest';
import { challengeStands, freeStands, freshOutcomes, workStands } from '../../../client/pages/wall/standing.ts';
import { Room, titlesOf } from './room.ts';

function room() {
  const made = new Room();
  const docs = made.challenge('Docs', 3);
  const map = made.challenge('Map', 5);
  const install = made.task(docs, 'Install');
  const links = made.task(docs, 'Links', 3);
  const colors = made.task(map, 'Colors');
  const ana = made.person('Ana');
  const lee = made.person('Lee', { attribution: false });
  return { made, docs, map, install, links, colors, ana, lee };
}

test('[WA1] each challenge says how many of its tasks are free, claimed and done, in the order of the board', () => {
  const { made, install, links, ana } = room();
  made.claim(links, ana);
  made.outcome(install, 'done', [ana], 1);
  expect(challengeStands(made.view).map(({ challenge, free, claimed, done }) => [challenge.title, free, claimed, done])).toEqual([
    ['Docs', 0, 1, 1],
    ['Map', 1, 0, 0],
  ]);
});

test('[WA2] who is on what follows the challenges, with the faces of all who sit there', () => {
  const { made, links, colors, ana, lee } = room();
  made.claim(colors, ana);
  made.claim(links, ana);
  made.claim(links, lee);
  const work = workStands(made.view);
  expect(work.map((task) => [task.title, task.tape, task.people.map((person) => person.name), task.seatsFree])).toEqual([
    ['Links', 3, ['Ana', 'Lee'], 1],
    ['Colors', 5, ['Ana'], 1],
  ]);
  expect(titlesOf(freeStands(made.view))).toEqual(['Install']);
});

test('[WA3] a finished task is neither at work nor free, a blocked one is free again', () => {
  const { made, install, links, ana } = room();
  made.claim(install, ana);
  made.outcome(install, 'done', [ana], 1);
  made.outcome(links, 'blocked', [ana], 1);
  expect(workStands(made.view)).toEqual([]);
  expect(titlesOf(freeStands(made.view))).toEqual(['Links', 'Colors']);
});

test('[WA4] the newest outcomes come first, at most as many as asked for', () => {
  const { made, install, links, colors, ana } = room();
  made.outcome(install, 'done', [ana], 9);
  made.outcome(links, 'learned', [ana], 1);
  made.outcome(colors, 'partial', [ana], 5);
  expect(freshOutcomes(made.view, 2).map((outcome) => [outcome.title, outcome.kind])).toEqual([
    ['Links', 'learned'],
    ['Colors', 'partial'],
  ]);
});

test('[WA5] the wall does not name people who prefer not to be named with what they did', () => {
  const { made, install, ana, lee } = room();
  made.outcome(install, 'done', [ana, lee], 1);
  expect(freshOutcomes(made.view, 1)[0]?.names).toEqual(['Ana']);
});
