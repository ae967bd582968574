// The reader of the 2017 record, against the real files and against rows that are wrong on purpose.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readActivity, readProjects, replayActions, type ReplayAction } from './activity.ts';

const read = (name: string) => readFileSync(new URL(`../data/global-sprint-2017/${name}`, import.meta.url), 'utf8');
const HEADER = 'at,event,action,actor,repo';
const rows = (...lines: string[]) => readActivity([HEADER, ...lines].join('\n'));

const tally = (words: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
};

describe('the record of the sprint', () => {
  const activity = readActivity(read('global-sprint-2017-activity.csv'));

  test('[SA1] every row of the real record is read, the ones under the older naming too', () => {
    expect(activity.skipped).toEqual([]);
    expect(activity.events).toHaveLength(4_334);
    expect(new Set(activity.events.map((event) => event.actor)).size).toBe(450);
    expect(new Set(activity.events.map((event) => event.repo)).size).toBe(117);
    expect(tally(activity.events.map((event) => event.kind))).toEqual({
      comment: 1_629,
      push: 824,
      'pull-request': 626,
      issue: 459,
      'review-comment': 283,
      fork: 201,
      watch: 156,
      create: 70,
      delete: 39,
      member: 32,
      wiki: 7,
      release: 6,
      'commit-comment': 2,
    });
  });

  test('[SA2] the real record becomes this many actions on boards, and what gives none is counted with its reason', () => {
    const { actions, used, skipped } = replayActions(activity.events);
    expect(used).toBe(4_000);
    expect(tally(skipped.map((row) => row.why))).toEqual({ 'already-joined': 210, 'no-board-action': 124 });
    expect(tally(actions.map((action) => action.act))).toEqual({
      join: 449,
      'add-task': 675,
      claim: 431,
      pair: 180,
      renew: 537,
      talk: 1_914,
      outcome: 450,
    });
  });

  test('[SA3] the actions of the real record can all be carried out: joined first, added once, never over two seats', () => {
    const joined = new Set<string>();
    const seats = new Map<string, Set<string>>();
    const finished = new Set<string>();
    for (const action of replayActions(activity.events).actions) {
      if (action.act === 'join') expect(joined.has(action.actor)).toBe(false);
      joined.add(action.actor);
      if (action.act === 'join') continue;
      if (action.act === 'add-task') {
        expect(seats.has(action.task)).toBe(false);
        seats.set(action.task, new Set());
        continue;
      }
      const holders = seats.get(action.task);
      expect(holders !== undefined || (action.act === 'talk' && action.task === '')).toBe(true);
      if (action.act === 'claim') expect(holders?.size).toBe(0);
      if (action.act === 'pair') expect([...holders!]).toEqual([action.with]);
      if (action.act === 'renew') expect(holders?.has(action.actor)).toBe(true);
      if (action.act === 'claim' || action.act === 'pair') holders?.add(action.actor);
      if (action.act !== 'talk') expect(finished.has(action.task)).toBe(false);
      if (action.act === 'outcome') finished.add(action.task);
      if (action.act === 'outcome') expect(action.credit).toEqual(holders!.size > 0 ? [...holders!] : [action.actor]);
    }
  });
});

describe('reading activity', () => {
  const good = '2017-06-01T08:00:00Z,PushEvent,,p0001,a/b';

  test('[SA1] a header in the middle and rows that cannot be used are skipped, each with its row and why', () => {
    const { events, skipped } = rows(
      good,
      HEADER,
      '2017-06-01T08:00:00Z,PushEvent',
      '2017-06-01T08:00:00Z,PartyEvent,,p0001,a/b',
      '2017-06-01T08:00:00Z,IssuesEvent,exploded,p0001,a/b',
      'yesterday,PushEvent,,p0001,a/b',
      '2017-13-41T08:00:00Z,PushEvent,,p0001,a/b',
      '2017-06-01T08:00:00Z,PushEvent,,,a/b',
      '2017-06-01T08:00:00Z,PushEvent,,p0001,nowhere',
      '',
      good,
    );
    expect(events.map((event) => event.row)).toEqual([2, 12]);
    expect(skipped.map(({ row, why }) => `${row} ${why}`)).toEqual([
      '3 header',
      '4 too-few-cells',
      '5 unknown-event',
      '6 unknown-action',
      '7 no-time',
      '8 no-time',
      '9 no-actor',
      '10 no-repo',
    ]);
  });

  test('[SA1] both namings mean the same, and a file without a header or with other line ends is read as well', () => {
    const [older] = rows('2017-06-01T08:00:00Z,Pull request,opened,p0001,a/b').events;
    expect(older).toEqual(rows('2017-06-01T08:00:00Z,PullRequestEvent,opened,p0001,a/b').events[0]);
    expect(readActivity(`${good}\r\n${good}\r\n`).events).toHaveLength(2);
    expect(readActivity(`\ufeff${HEADER}\n${good}`)).toMatchObject({ events: [{ row: 2 }], skipped: [] });
    expect(readActivity('')).toEqual({ events: [], skipped: [] });
  });
});

describe('from activity to actions', () => {
  const replay = (...steps: [event: string, action: string, actor: string][]) =>
    replayActions(rows(...steps.map(([event, action, actor]) => `2017-06-01T08:00:00Z,${event},${action},${actor},a/b`)).events);
  const told = (action: ReplayAction) => `${action.actor} ${action.act}${'task' in action ? ` ${action.task}` : ''}`;

  test('[SA2] a task is added, claimed, worked on by a pair, talked about and finished with the credit of both', () => {
    const { actions } = replay(
      ['IssuesEvent', 'opened', 'ana'],
      ['PullRequestEvent', 'opened', 'bo'],
      ['PushEvent', '', 'cy'],
      ['PushEvent', '', 'bo'],
      ['IssueCommentEvent', 'created', 'ana'],
      ['PullRequestEvent', 'closed', 'ana'],
    );
    expect(actions.map(told)).toEqual([
      'ana join',
      'ana add-task a/b#1',
      'bo join',
      'bo claim a/b#1',
      'cy join',
      'cy pair a/b#1',
      'bo renew a/b#1',
      'ana talk a/b#1',
      'ana outcome a/b#1',
    ]);
    expect(actions.at(-1)).toMatchObject({ credit: ['bo', 'cy'] });
  });

  test('[SA2] who works where no task is free adds one, and a third person does not squeeze in', () => {
    const { actions } = replay(['PushEvent', '', 'ana'], ['PushEvent', '', 'bo'], ['PushEvent', '', 'cy'], ['IssuesEvent', 'closed', 'di']);
    expect(actions.filter((action) => action.act !== 'join').map(told)).toEqual([
      'ana add-task a/b#1',
      'ana claim a/b#1',
      'bo pair a/b#1',
      'cy add-task a/b#2',
      'cy claim a/b#2',
      'di outcome a/b#1',
    ]);
  });

  test('[SA2] watching joins once; branches, wikis and releases are no action on a board', () => {
    const { actions, used, skipped } = replay(
      ['WatchEvent', 'started', 'ana'],
      ['ForkEvent', '', 'ana'],
      ['CreateEvent', '', 'ana'],
      ['IssuesEvent', 'reopened', 'bo'],
    );
    expect(actions.map(told)).toEqual(['ana join']);
    expect(used).toBe(1);
    expect(skipped.map((row) => row.why)).toEqual(['already-joined', 'no-board-action', 'no-board-action']);
  });
});

describe('the projects of the sprint', () => {
  test('[SA4] every project of the real list is read with its tracks, and the known typing error is set right', () => {
    const { projects, skipped } = readProjects(read('global-sprint-2017-projects.csv'));
    expect(skipped).toEqual([]);
    expect(projects).toHaveLength(138);
    expect(tally(projects.flatMap((project) => project.tracks))).toEqual({
      'Open Innovation': 88,
      'Web Literacy': 49,
      'Digital Inclusion': 37,
      Decentralization: 22,
      'Privacy + Security': 18,
    });
    expect(tally(projects.map((project) => project.community))).toMatchObject({ 'Mozilla Science': 57, 'Mozilla Clubs': 11, '': 35 });
    expect(projects.filter((project) => project.tracks.length === 0).map((project) => project.repo)).toEqual(['mozilla/global-sprint']);
    expect(projects.find((project) => project.repo === 'diaspora/diaspora')?.tracks).toEqual([
      'Digital Inclusion',
      'Privacy + Security',
      'Decentralization',
    ]);
  });

  test('[SA4] a repeated header, a row without a repository and a project listed twice are skipped', () => {
    const header = ',A,B,C,D,E,Community';
    const { projects, skipped } = readProjects([header, 'x/y,1,,,,,Moziila Science', header, 'nothing,1', 'X/Y,,1', ''].join('\n'));
    expect(projects).toEqual([{ repo: 'x/y', tracks: ['A'], community: 'Mozilla Science' }]);
    expect(skipped).toEqual([
      { row: 3, why: 'header' },
      { row: 4, why: 'no-repo' },
      { row: 5, why: 'duplicate' },
    ]);
  });
});
