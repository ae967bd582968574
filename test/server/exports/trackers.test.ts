// Every tracker against one of our own that behaves like it: the same promises for all. What is special to one is in a test of its own.

import { describe, expect, it } from 'vitest';
import { editTask } from '../../../shared/board/board.ts';
import { isRefusal } from '../../../shared/refusal.ts';
import type { Target } from '../../../shared/report/destination.ts';
import { textOfAdf } from '../../../shared/report/adf.ts';
import type { FakeClock } from '../../support/clock.ts';
import { OwnGitHub } from '../../support/trackers/github.ts';
import { OwnBugzilla, OwnGitLab, OwnJira, OwnKanboard, OwnRedmine, OwnTrello } from '../../support/trackers/others.ts';
import type { OwnTracker } from '../../support/trackers/own-tracker.ts';
import { BOARD, TARGET } from '../../support/trackers/event.ts';
import { Life, Stage, states } from './exporting.ts';

type Given = { readonly target: Target; readonly open: (clock: FakeClock) => OwnTracker };
const at = (given: Partial<Target>): Target => ({ ...TARGET, label: 'hackfest', ...given });
const TRACKERS: [string, Given][] = [
  ['GitHub', { target: TARGET, open: (clock) => new OwnGitHub(clock) }],
  ['GitLab', { target: at({ tracker: 'gitlab', base: 'https://gitlab.com' }), open: (clock) => new OwnGitLab(clock) }],
  [
    'Redmine',
    { target: at({ tracker: 'redmine', base: 'https://redmine.example.org', project: 'atlas' }), open: (clock) => new OwnRedmine(clock) },
  ],
  [
    'Kanboard',
    {
      target: at({ tracker: 'kanboard', base: 'https://kb.example.org', project: 'Atlas', place: 'Backlog' }),
      open: (clock) => new OwnKanboard(clock),
    },
  ],
  [
    'Jira Cloud',
    {
      target: at({ tracker: 'jira', base: 'https://octo.atlassian.net', project: 'ATL', account: 'fay@example.org' }),
      open: (clock) => new OwnJira(clock),
    },
  ],
  [
    'Bugzilla',
    {
      target: at({ tracker: 'bugzilla', base: 'https://bugs.example.org', project: 'Atlas', place: 'Maps' }),
      open: (clock) => new OwnBugzilla(clock),
    },
  ],
  [
    'Trello',
    {
      target: at({ tracker: 'trello', base: 'https://api.trello.com', project: 'atlas', place: 'Backlog', account: 'thekey' }),
      open: (clock) => new OwnTrello(clock),
    },
  ],
];

async function staged({ open }: Given, count: number) {
  let far!: OwnTracker;
  const stage = new Stage((clock) => (far = open(clock)));
  const tasks = await stage.fill(count);
  return { stage, tasks, far };
}

describe.each(TRACKERS)('%s', (_name, given) => {
  const { target } = given;

  it('[TR1] makes each item once, closes what is finished, and a second export changes only what changed', async () => {
    const { stage, tasks, far } = await staged(given, 6);
    const preview = await stage.preview(tasks, target);
    expect([preview.standing.obstacle, preview.lines.map(({ action }) => action)]).toEqual(['', tasks.map(() => 'create')]);
    expect(states(await stage.send(tasks, target))).toEqual({ created: 6 });
    expect(far.tasks).toEqual(tasks);
    expect(far.items.map(({ title }) => title)).toEqual(tasks.map((_, index) => `Task ${index + 1}`));
    const isClosed = (item: (typeof far.items)[number]) => item.closed || (item as { state?: string }).state === 'closed';
    expect(far.items.map(isClosed)).toEqual(tasks.map((_, index) => index % 3 === 0));
    expect((await stage.preview(tasks, target)).lines.map(({ action }) => action)).toEqual(tasks.map(() => 'skip'));
    await stage.edit((doc) => editTask(doc, tasks[1]!, { title: 'Another title' }));
    expect(states(await stage.send(tasks, target))).toEqual({ unchanged: 5, updated: 1 });
    expect(far.items[1]?.title).toBe('Another title');
    expect([far.offences, stage.reports]).toEqual([[], []]);
  });

  it('[TR2] leaves alone what was edited there', async () => {
    const { stage, tasks, far } = await staged(given, 3);
    await stage.send(tasks, target);
    far.items[1]!.title = 'A maintainer’s title';
    await stage.edit((doc) => editTask(doc, tasks[1]!, { title: 'Another title' }));
    expect(states(await stage.send(tasks, target))).toEqual({ unchanged: 2, changed: 1 });
    expect(far.items[1]?.title).toBe('A maintainer’s title');
  });

  it('[TR3] makes no second item where an answer was lost, broken or never asked for, and lists lag', async () => {
    for (const fault of ['lost', 'broken', 'unheard', 'refused'] as const) {
      const { stage, tasks, far } = await staged(given, 6);
      far.lag = 30_000;
      let creations = 0;
      far.fault = ({ creates }) => (creates && [2, 5].includes(++creations) ? fault : undefined);
      expect(states(await stage.send(tasks, target))).toEqual({ created: 6 });
      expect(far.tasks.toSorted(), fault).toEqual([...tasks].sort());
      expect(far.offences).toEqual([]);
    }
  });

  it('[TR4] killed at any step, the next life makes what is missing and nothing twice', async () => {
    for (let step = 1, ended = true; ended; step++) {
      const { stage, tasks, far } = await staged(given, 4);
      far.lag = 30_000;
      const preview = await stage.preview(tasks, target);
      const life = new Life(step);
      stage.begin(life);
      await stage.until(Promise.race([stage.start(preview, { target }).then(() => stage.ends('done')), life.over]));
      if (life.ended) await resumed(stage, tasks, target);
      await stage.ends('done');
      expect(far.tasks.toSorted(), `killed at step ${step}`).toEqual([...tasks].sort());
      expect([far.offences, stage.reports]).toEqual([[], []]);
      ({ ended } = life);
    }
  });

  it('[TR5] says so when it does not accept a token, and what it says holds no token', async () => {
    const { stage, far } = await staged(given, 1);
    const refused = await stage.until(stage.exports.test(BOARD, { target, token: `${far.token}wrong` }));
    expect(isRefusal(refused) && refused.refused).toBe('tracker-token');
    expect(JSON.stringify(refused)).not.toContain(far.token);
  });
});

async function resumed(stage: Stage, tasks: Parameters<Stage['preview']>[0], target: Target): Promise<void> {
  stage.begin();
  const found = await stage.until(stage.exports.list(BOARD));
  const [cutOff] = isRefusal(found) ? [] : found.exports;
  if (!cutOff) await stage.start(await stage.preview(tasks, target), { target });
  else if (cutOff.state !== 'done') await stage.exports.steer(BOARD, cutOff.id, 'resume', stage.token);
}

it('[TR10] GitLab carries out no action that somebody wrote into a text', async () => {
  const [, given] = TRACKERS[1]!;
  const { stage, far } = await staged(given, 0);
  const tasks = await stage.fill(1, '/close\n/assign @root\nWhat it is about.');
  await stage.send(tasks, given.target);
  expect(far.items[0]?.body).toContain('close');
  expect(far.offences).toEqual([]);
});

it('[TR11] Jira gets a document, a link beside the issue, and the board’s own label', async () => {
  const [, given] = TRACKERS[4]!;
  const { stage, tasks, far } = await staged(given, 2);
  await stage.send(tasks, given.target);
  const { links, items } = far as OwnJira;
  expect(items[0]?.labels).toEqual(['hackfest', `hackfest-${BOARD}`]);
  expect([...links.keys()]).toEqual(tasks.map((task) => `hackfest=${BOARD}?card=${task}`));
  expect(textOfAdf(items[0]?.description)).toContain('Outcome: Done\nIt works.\nPull request\n');
});

it('[TR12] Bugzilla, where a text can not be changed, hears a changed one in a comment', async () => {
  const [, given] = TRACKERS[5]!;
  const { stage, tasks, far } = await staged(given, 1);
  await stage.send(tasks, given.target);
  await stage.write(tasks[0]!, 'It is about something else.');
  expect(states(await stage.send(tasks, given.target))).toEqual({ updated: 1 });
  expect((far as OwnBugzilla).items[0]?.comments.map((text) => text.split('\n')[0])).toEqual([
    'What it is about.',
    'It is about something else.',
  ]);
  expect((await stage.preview(tasks, given.target)).lines.map(({ action }) => action)).toEqual(['skip']);
});
