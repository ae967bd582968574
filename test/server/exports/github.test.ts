// Exports to GitHub, against a GitHub of our own that holds every request against GitHub's description of itself.

import { expect, it } from 'vitest';
import { addChallenge, addTask, editTask } from '../../../shared/board/board.ts';
import { isRefusal } from '../../../shared/refusal.ts';
import { markedItem } from '../../../shared/report/issue-text.ts';
import { seededMint } from '../../support/seed.ts';
import { OwnGitHub } from '../../support/trackers/github.ts';
import { BOARD, ORIGIN, TARGET } from '../../support/trackers/event.ts';
import { Stage, states } from './exporting.ts';

async function staged(count = 6) {
  let github!: OwnGitHub;
  const stage = new Stage((clock) => (github = new OwnGitHub(clock)));
  const tasks = await stage.fill(count);
  return { stage, tasks, github };
}

it('[XP1] each task becomes one issue with its text, label, credit and the way back, and finished ones are closed', async () => {
  const { stage, tasks, github } = await staged();
  const ledger = await stage.send(tasks);
  expect(ledger.exports.at(-1)).toMatchObject({ state: 'done', problem: '' });
  expect(states(ledger)).toEqual({ created: 6 });
  expect(github.issues.map(({ title, state, labels }) => [title, state, labels])).toEqual(
    tasks.map((_, index) => [`Task ${index + 1}`, index % 3 === 0 ? 'closed' : 'open', ['hackfest']]),
  );
  const [first] = github.issues;
  expect(first?.body).toContain('### Outcome: Done\n\nIt works.');
  expect(first?.body).toContain('[Pull request](<https://example.org/pull/1>)');
  expect(first?.body).toContain('**Thanks to:** Ada');
  expect(first?.body.endsWith(`\nHackfest: ${ORIGIN}/board/${BOARD}?card=${tasks[0]}`)).toBe(true);
  expect(github.issues.map(({ body }) => markedItem(body)?.task)).toEqual(tasks);
  expect(github.offences).toEqual([]);
  expect(stage.reports).toEqual([]);
});

it('[XP2] a second export changes only what changed, and nothing when nothing did', async () => {
  const { stage, tasks, github } = await staged();
  await stage.send(tasks);
  const before = github.calls.length;
  const again = await stage.preview(tasks);
  expect(again.lines.map(({ action }) => action)).toEqual(tasks.map(() => 'skip'));
  expect(states(await stage.send(tasks))).toEqual({ unchanged: 6 });
  await stage.edit((doc) => editTask(doc, tasks[1]!, { title: 'Another title' }));
  expect((await stage.preview(tasks)).lines.map(({ action }) => action)).toEqual(['skip', 'update', 'skip', 'skip', 'skip', 'skip']);
  expect(states(await stage.send(tasks))).toEqual({ unchanged: 5, updated: 1 });
  expect(github.calls.slice(before).filter(({ method }) => method !== 'GET')).toMatchObject([
    { method: 'PATCH', path: '/repos/octo/atlas/issues/2' },
  ]);
  expect(github.issues.length).toBe(6);
  expect(github.issues[1]?.title).toBe('Another title');
});

it('[XP3] what was edited in the tracker is flagged and left alone, unless the organizer insists', async () => {
  const { stage, tasks, github } = await staged(2);
  await stage.send(tasks);
  github.issues[1]!.body += '\n\nA maintainer wrote this.';
  await stage.edit((doc) => editTask(doc, tasks[1]!, { title: 'Another title' }));
  expect((await stage.preview(tasks)).lines[1]).toMatchObject({ action: 'changed', name: '#2' });
  expect(states(await stage.send(tasks))).toEqual({ unchanged: 1, changed: 1 });
  expect(github.issues[1]?.body).toContain('A maintainer wrote this.');
  const insisted = await stage.preview(tasks, TARGET, [tasks[1]!]);
  expect(insisted.lines[1]?.action).toBe('update');
  await stage.start(insisted, { insist: [tasks[1]!] });
  expect(states(await stage.ends('done'))).toEqual({ unchanged: 1, updated: 1 });
  expect(github.issues[1]?.title).toBe('Another title');
});

it('[XP4] what was removed in the tracker is not made again by itself', async () => {
  const { stage, tasks, github } = await staged(3);
  await stage.send(tasks);
  github.issues.splice(1, 1);
  expect((await stage.preview(tasks)).lines.map(({ action }) => action)).toEqual(['skip', 'gone', 'skip']);
  expect(states(await stage.send(tasks))).toEqual({ unchanged: 2, gone: 1 });
  expect(github.issues.length).toBe(2);
});

it('[XP5] a maintainer’s closing and reopening stays; only what changed on the board is said', async () => {
  const { stage, tasks, github } = await staged(2);
  await stage.send(tasks);
  github.issues[0]!.state = 'open';
  github.issues[1]!.state = 'closed';
  await stage.edit((doc) => editTask(doc, tasks[1]!, { title: 'Another title' }));
  await stage.send(tasks);
  expect(github.issues.map(({ state }) => state)).toEqual(['open', 'closed']);
});

it('[XP6] an answer that was lost makes no second issue, even where lists lag', async () => {
  for (const fault of ['lost', 'broken', 'unheard'] as const) {
    const { stage, tasks, github } = await staged(6);
    github.lag = 90_000;
    let creations = 0;
    github.fault = ({ method }) => (method === 'POST' && [2, 6].includes(++creations) ? fault : undefined);
    const ledger = await stage.send(tasks);
    expect(states(ledger)).toEqual({ created: 6 });
    expect(github.issues.map(({ title }) => title).sort()).toEqual(tasks.map((_, index) => `Task ${index + 1}`));
    expect(github.offences).toEqual([]);
  }
});

it('[XP7] limits are kept: a second between writes, 80 a minute, and the tracker’s own word is waited out in sight', async () => {
  const { stage, tasks, github } = await staged(200);
  let limited = 0;
  github.fault = ({ method }) => (method === 'POST' && ++limited === 50 ? 'limited' : undefined);
  await stage.start(await stage.preview(tasks));
  const waiting = await stage.ends('waiting');
  expect(waiting.exports.at(-1)).toMatchObject({ wait: 'limited' });
  expect(waiting.exports.at(-1)!.waitUntil - stage.clock.now()).toBeGreaterThan(60_000);
  expect(states(await stage.ends('done'))).toEqual({ created: 200 });
  expect(github.offences).toEqual([]);
  expect(github.issues.length).toBe(200);
});

it('[XP8] who may not push is told beforehand what will be left out, and finds their own issues without labels', async () => {
  const { stage, tasks, github } = await staged(3);
  github.rights = { admin: false, maintain: false, push: false, triage: false, pull: true };
  const target = { ...TARGET, milestone: 'Autumn', logins: { p1aaaaaaaaaaaaaa: 'ada-l' } };
  const { standing } = await stage.preview(tasks, target);
  expect(standing.notes.map(({ note }) => note)).toEqual(['no-labels', 'no-assignees', 'no-milestone-right', 'public']);
  await stage.send(tasks, target);
  expect(github.issues.map(({ labels }) => labels)).toEqual([[], [], []]);
  expect((await stage.preview(tasks, target)).lines.map(({ action }) => action)).toEqual(['skip', 'skip', 'skip']);
});

it('[XP9] milestone and logins that do not exist are told beforehand', async () => {
  const { stage, github } = await staged(1);
  const target = { ...TARGET, milestone: 'Winter', logins: { p1aaaaaaaaaaaaaa: 'nobody' } };
  expect(await stage.until(stage.exports.test(BOARD, { target, token: stage.token }))).toMatchObject({
    obstacle: '',
    account: 'fay',
    project: 'octo/atlas',
    notes: [{ note: 'no-such-milestone', name: 'Winter' }, { note: 'no-such-login', name: 'nobody' }, { note: 'public' }],
  });
  github.repository = { ...github.repository, has_issues: false };
  expect(await stage.until(stage.exports.test(BOARD, { target, token: stage.token }))).toMatchObject({ obstacle: 'issues-off' });
});

it('[XP10] a token that is not accepted sends nothing; one that ends on the way is asked for, and the export goes on', async () => {
  const { stage, tasks, github } = await staged(4);
  const refused = await stage.until(stage.exports.test(BOARD, { target: TARGET, token: 'wrong' }));
  expect(isRefusal(refused) && refused.refused).toBe('tracker-token');
  const { token } = github;
  let creations = 0;
  github.fault = ({ method }) => {
    if (method === 'POST' && ++creations === 3) github.token = 'a new one';
    return undefined;
  };
  const id = await stage.start(await stage.preview(tasks));
  await stage.ends('no-token');
  expect(github.issues.length).toBe(2);
  expect(await stage.until(stage.exports.steer(BOARD, id, 'resume'))).toMatchObject({ refused: 'token-needed' });
  expect(await stage.until(stage.exports.steer(BOARD, id, 'resume', 'a new one'))).toBeUndefined();
  expect(states(await stage.ends('done'))).toEqual({ created: 4 });
  expect(token).not.toBe(github.token);
});

it('[XP11] pause holds between two items, going on sends the rest, cancel leaves the rest unsent', async () => {
  const { stage, tasks, github } = await staged(6);
  const id = await stage.start(await stage.preview(tasks));
  github.fault = ({ method, path }) => {
    if (method === 'POST' && path.endsWith('/issues') && github.issues.length === 1) void stage.exports.steer(BOARD, id, 'pause');
    return undefined;
  };
  await stage.ends('paused');
  expect(github.issues.length).toBe(2);
  github.fault = () => undefined;
  await stage.exports.steer(BOARD, id, 'resume');
  await stage.ends('running');
  await stage.exports.steer(BOARD, id, 'cancel');
  const ledger = await stage.ends('cancelled');
  expect(states(ledger)['planned']).toBeUndefined();
  expect(states(ledger)['dropped']).toBeGreaterThan(0);
  expect(await stage.exports.steer(BOARD, id, 'resume', stage.token)).toMatchObject({ refused: 'no-such-export' });
});

it('[XP12] what changed on the board after the preview is not sent unseen', async () => {
  const { stage, tasks } = await staged(2);
  const preview = await stage.preview(tasks);
  await stage.edit((doc) => editTask(doc, tasks[0]!, { title: 'Another title' }));
  await expect(stage.start(preview)).rejects.toThrow('export-outdated');
});

it('[XP13] one export at a time goes to a destination', async () => {
  const { stage, tasks } = await staged(2);
  const preview = await stage.preview(tasks);
  await stage.start(preview);
  await expect(stage.start(preview)).rejects.toThrow('export-running');
});

it('[XP14] a ledger that was lost is made anew from the lines in the issues: nothing is doubled', async () => {
  const { stage, tasks, github } = await staged(5);
  await stage.send(tasks);
  const mint = seededMint(7);
  mint('board');
  const other = new Stage(github, undefined, undefined);
  const same = await stage.rooms.open(BOARD);
  const room = await other.rooms.open(BOARD);
  const challenge = seededMint(3)('challenge');
  room.edit(() => {
    addChallenge(room.doc, challenge, { title: 'Open the archive', order: 'a0' });
    for (const task of tasks)
      addTask(room.doc, task, { title: `Task ${tasks.indexOf(task) + 1}`, challenge, order: 'a0', brief: 'What it is about.' });
  });
  expect(same.doc.getMap('tasks').size).toBe(5);
  // Two of them have an outcome in the tracker that this board lacks: they are somebody's edits, and stay.
  expect(states(await other.send(tasks))).toEqual({ changed: 2, unchanged: 3 });
  expect(github.issues.length).toBe(5);
});
