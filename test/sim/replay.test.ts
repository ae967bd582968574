// The beginning of the real record, replayed by real clients against a real server within this process. The whole record
// is the business of `npm run replay`.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { replay } from '../replay/event.ts';
import { told } from '../replay/figures.ts';
import { serve } from '../support/server.ts';

const read = (name: string) => readFileSync(new URL(`../data/global-sprint-2017/global-sprint-2017-${name}.csv`, import.meta.url), 'utf8');
const recorded = { activity: read('activity'), projects: read('projects') };

test('[RE1] the first 300 events are replayed through the public protocol, and every copy of the board ends as the server has it', async () => {
  const { origin, organizer } = await serve();
  const figures = await replay({ url: origin, organizer: organizer.secret }, recorded, { speed: Infinity, limit: 300 });
  expect(figures.disagreements).toEqual([]);
  expect(figures.failed).toEqual([]);
  expect(figures).toMatchObject({
    read: 300,
    used: 287,
    skipped: { 'already-joined': 9, 'no-board-action': 4 },
    done: { 'person joined': 64, 'task added': 50, talk: 159, outcome: 8, 'person left': 35 },
    answers: { 'sprint: yes': 3, 'claim: yes': 25, 'ask: yes': 2, 'pair: yes': 3, 'renew: yes': 49 },
    people: { joined: 64, stillThere: 29 },
    board: { challenges: 41, tasks: 50, outcomes: 8, talk: 159, seats: 28, people: 65 },
    replicas: 32,
  });
  expect(told(figures, 'in this process')).toContain('32 compared with the server, 0 disagree');
});
