// Outcomes leave the room: a facilitator sends them to GitHub, the server is killed in the middle, and nothing is made twice.

import { markedItem } from '../../shared/report/issue-text.ts';
import { systemClock } from '../../server/clock.ts';
import { OwnGitHub } from '../support/trackers/github.ts';
import { listening } from '../support/trackers/listening.ts';
import { expect, LAPTOP, PHONE, test, type ServerProcess } from './hackfest.ts';

type Sample = { readonly event: { readonly board: string }; readonly links: { readonly facilitator: string } };

async function sampleOn(server: ServerProcess): Promise<Sample> {
  const ask = async (path: string, body: unknown, token = '') => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    return (await fetch(server.origin + path, { method: 'POST', headers, body: JSON.stringify(body) })).json() as Promise<unknown>;
  };
  const { token } = (await ask('/api/sessions', { secret: server.organizerLink.split('#')[1] })) as { token: string };
  return (await ask('/api/events/sample', {}, token)) as Sample;
}

test('[XP40] outcomes go to GitHub through a kill of the server, every organizer sees it, and each is there once', async ({
  server,
  people,
}) => {
  const github = new OwnGitHub(systemClock);
  const far = await listening(github.fetch);
  const { event, links } = await sampleOn(server);
  const address = `/export/${event.board}`;
  const fay = await people.page(LAPTOP);
  await people.join(fay, links.facilitator, 'Fay');
  await fay.goto(`/report/${event.board}`);
  await fay.getByRole('link', { name: 'Send to a tracker' }).click();
  await fay.getByLabel('Address of the instance').fill(far.origin);
  await fay.getByLabel('Project').fill('octo/atlas');
  await fay.getByLabel('Token', { exact: true }).fill(github.token);
  await fay.getByRole('button', { name: 'Test the connection' }).click();
  await expect(fay.getByText('Connected to octo/atlas as fay.')).toBeVisible();
  await expect(fay.getByText('This project is public')).toBeVisible();

  await fay.getByRole('button', { name: 'None' }).click();
  for (let nth = 0; nth < 6; nth++) await fay.locator('.list label').nth(nth).click();
  await expect(fay.getByText('6 tasks chosen')).toBeVisible();
  await fay.getByRole('button', { name: 'Preview' }).click();
  await expect(fay.getByRole('button', { name: 'Send 6 items' })).toBeVisible();
  await fay.getByText('The exact text').first().click();
  await expect(fay.locator('pre').first()).toContainText('Hackfest: ');
  await fay.getByRole('button', { name: 'Send 6 items' }).click();

  const sam = await people.page(PHONE);
  await people.join(sam, links.facilitator, 'Sam');
  await sam.goto(address);
  for (const page of [fay, sam]) await expect(page.getByText('Created', { exact: true }).first()).toBeVisible();
  await expect.poll(() => github.issues.length).toBeGreaterThanOrEqual(2);
  await server.kill();
  expect(github.issues.length).toBeLessThan(6);
  await server.start();

  await expect(sam.getByText('Needs a token')).toBeVisible({ timeout: 60_000 });
  await sam.getByRole('region', { name: 'GitHub · octo/atlas' }).getByLabel('Token', { exact: true }).fill(github.token);
  await sam.getByRole('button', { name: 'Go on' }).click();
  for (const page of [fay, sam]) await expect(page.getByText('Done', { exact: true }).first()).toBeVisible({ timeout: 200_000 });

  expect(github.issues.length).toBe(6);
  expect(new Set(github.issues.map(({ body }) => markedItem(body)?.task)).size).toBe(6);
  expect(github.offences).toEqual([]);
  await expect(fay.getByRole('link', { name: '#6' })).toHaveAttribute('href', /issues\/6$/);
  expect(people.complaints).toEqual([]);
  far.close();
});
