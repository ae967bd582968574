// The main job, from an empty server to a downloaded report, told as one story with real names from a real event.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, LAPTOP, PHONE, test, WALL } from './hackfest.ts';
import { cardOf, claim, recordOutcome, release, showAll, write } from './board.ts';

const PROJECTS = fileURLToPath(new URL('../data/global-sprint-2017/global-sprint-2017-projects.csv', import.meta.url));

/** Six real projects of the Mozilla Global Sprint 2017, as a facilitator would paste them. */
async function realList(): Promise<string[]> {
  const rows = (await readFile(PROJECTS, 'utf8')).split('\n').slice(1);
  return rows
    .map((row) => row.split(',')[0] ?? '')
    .filter((name) => /^[\w.-]+\/[\w.-]+$/.test(name))
    .slice(0, 6)
    .map((name) => `Try ${name} as a newcomer and note what is missing`);
}

test('[HF1] a hackfest from the first click to the report', async ({ server, people }) => {
  const tasks = await realList();
  expect(tasks).toHaveLength(6);
  const [first = '', second = '', third = '', fourth = ''] = tasks;

  // The organizer opens the link from the terminal and makes an event.
  const organizer = await people.page(LAPTOP);
  await organizer.goto(server.organizerLink);
  await organizer.getByRole('button', { name: /Make your event/ }).click();
  await organizer.getByLabel('What is it called?').fill('Global Sprint, Barcelona');
  await organizer.getByLabel('Where?').fill('Biblioteca Sagrada Família');
  await organizer.getByRole('button', { name: 'Make the event' }).click();
  const secretOf = async (name: 'join' | 'facilitator' | 'wall') =>
    new URL(await organizer.locator(`input[name="${name}"]`).inputValue()).hash.slice(1);
  const [join, facilitator, wallSecret] = [await secretOf('join'), await secretOf('facilitator'), await secretOf('wall')];
  expect(organizer.url()).not.toContain('#');

  // The facilitator pitches a challenge and pastes the real list.
  const sam = await people.page(LAPTOP);
  await sam.goto(`/facilitate#${facilitator}`);
  await sam.getByRole('textbox').first().fill('Sam');
  await sam.keyboard.press('Enter');
  await sam.waitForURL('**/board/**');
  await sam.getByRole('button', { name: 'Pitch a challenge' }).click();
  await sam.getByRole('textbox', { name: /^Challenge/ }).fill('First hours in open projects');
  await sam.getByRole('button', { name: 'Pitch it' }).click();
  await sam.getByRole('button', { name: /Paste a list of tasks/ }).click();
  await sam.getByLabel('Your list').fill(['# Barcelona', ...tasks.map((task) => `- [ ] ${task}`), '- [x] Book the room'].join('\n'));
  await expect(sam.getByText('Makes 6 tasks')).toBeVisible();
  await expect(sam.getByText('already ticked off')).toBeVisible();
  await sam.getByRole('button', { name: 'Add 6 tasks' }).click();
  for (const task of tasks) await expect(cardOf(sam, task)).toBeVisible();

  // The wall, two phones in the room, one remote laptop.
  const wall = await people.page(WALL);
  await wall.goto(`/wall#${wallSecret}`);
  await wall.waitForURL('**/wall/**');
  await expect(wall.getByText('First hours in open projects')).toBeVisible();
  const ana = await people.page(PHONE);
  const ben = await people.page(PHONE);
  const rio = await people.page(LAPTOP);
  await people.join(ana, join, 'Ana');
  await people.join(ben, join, 'Ben');
  await people.join(rio, join, 'Ana', { remote: true });

  // Both phones split off one more task; a single seat is left on it for the race.
  await showAll(ana);
  await ana.getByRole('textbox', { name: /New task for/ }).fill('Write the welcome page');
  await ana.keyboard.press('Enter');
  await expect(cardOf(sam, 'Write the welcome page')).toBeVisible();

  // They race for the two seats of one task: two win, the third is told who did.
  await Promise.all([claim(ana, first), claim(ben, first)]);
  await expect(cardOf(rio, first).getByText('full')).toBeVisible();
  await cardOf(rio, first).getByRole('button', { name: first, exact: true }).click();
  // Each of the two who sit there can be asked.
  await rio
    .getByRole('button', { name: /Ask (Ana|Ben) to pair/ })
    .first()
    .click();
  const answering = await Promise.race([
    ana
      .getByRole('button', { name: 'Yes, pair' })
      .waitFor()
      .then(() => ana),
    ben
      .getByRole('button', { name: 'Yes, pair' })
      .waitFor()
      .then(() => ben),
  ]);
  await answering.getByRole('button', { name: 'Yes, pair' }).click();
  await expect(rio.getByText(/said yes/)).toBeVisible();
  await rio.getByRole('button', { name: 'Close' }).first().click();

  // One seat is given back and taken again; another task is claimed alone.
  await release(ben, first);
  await claim(ben, second);
  await expect(wall.getByText('Ben').first()).toBeVisible();

  // A short sprint with an extension, seen everywhere.
  await sam.getByRole('link', { name: 'Console' }).click();
  await sam.waitForURL('**/console/**');
  await sam.getByLabel('Goal').fill('One first hour each');
  await sam.getByRole('radio', { name: '20' }).check();
  await sam.getByRole('button', { name: 'Start 20 minutes' }).click();
  await expect(ana.getByText(/started a sprint of 20 min/)).toBeVisible();
  await sam.getByRole('button', { name: '+5 min' }).click();
  await expect(ana.getByText('+5 min by Sam')).toBeVisible();
  await expect(wall.getByText(/2[0-9]:[0-5][0-9]/).first()).toBeVisible();

  // The server is killed in the middle. Typing goes on; everything is there when it is back.
  await cardOf(rio, third).getByRole('button', { name: third, exact: true }).click();
  await write(rio, 'Notes', 'Seen before the power went.');
  await expect(rio.getByText('Saved', { exact: true })).toBeVisible();
  await server.kill();
  await expect(rio.getByText(/You are offline/).first()).toBeVisible();
  await write(rio, 'Notes', 'Seen before the power went. Typed while it was out.');
  await server.start();
  await expect(rio.getByText('Saved', { exact: true })).toBeVisible({ timeout: 30_000 });
  await rio.getByRole('button', { name: 'Close' }).first().click();
  await expect(wall.getByText(/2[0-9]:[0-5][0-9]/).first()).toBeVisible({ timeout: 30_000 });
  await expect(ana.getByText('Saved', { exact: true })).toBeVisible({ timeout: 30_000 });

  // Outcomes: done with evidence by those who sat there, blocked with a next step.
  await recordOutcome(ana, first, {
    kind: 'Done',
    summary: 'The first hour works, seven steps were missing',
    links: 'https://example.org/pull/7',
  });
  await recordOutcome(ben, second, { kind: 'Blocked', summary: '=cmd|calc: needs a maintainer', next: 'Ask on the list' });
  await expect(cardOf(rio, first).getByText('Done')).toBeVisible();
  await claim(rio, fourth);

  // The report has everything, with the right credit.
  await sam.goto(sam.url().replace('/console/', '/report/'));
  await expect(sam.getByText('The first hour works, seven steps were missing').first()).toBeVisible();
  const download = async (name: RegExp): Promise<string> => {
    const [file] = await Promise.all([sam.waitForEvent('download'), sam.getByRole('button', { name }).click()]);
    return readFile(await file.path(), 'utf8');
  };
  const markdown = await download(/Markdown/);
  for (const task of tasks) expect(markdown).toContain(task);
  expect(markdown).toContain('https://example.org/pull/7');
  const csv = await download(/CSV/);
  expect(csv).toContain("'=cmd|calc");
  const json = JSON.parse(await download(/JSON/)) as unknown;
  expect(JSON.stringify(json)).toContain('Ask on the list');

  expect(people.complaints).toEqual([]);
});
