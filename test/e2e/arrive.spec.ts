// Arriving and staying: insecure origins, reloads, people of one name, links that ended, and what a page may run.

import { expect, LAPTOP, organize, PHONE, test, WALL } from './hackfest.ts';
import { cardOf, claim, showAll } from './board.ts';

test('[HF2] everything works from an address that is not secure', async ({ server, people }) => {
  const event = await organize(server);
  const venue = `http://board.test:${server.port}`;
  const ana = await people.page(PHONE, venue);
  await people.join(ana, event.links.join, 'Ana');
  expect(
    await ana.evaluate(() => ({
      secure: isSecureContext,
      uuid: 'randomUUID' in crypto,
      clipboard: 'clipboard' in navigator,
      worker: 'serviceWorker' in navigator,
    })),
  ).toEqual({
    secure: false,
    uuid: false,
    clipboard: false,
    worker: false,
  });
  await claim(ana, event.task);
  const wall = await people.page(WALL, venue);
  await wall.goto(`/wall#${event.links.wall}`);
  await wall.waitForURL('**/wall/**');
  await expect(wall.getByText(event.task).first()).toBeVisible();
  expect(people.complaints).toEqual([]);
});

test('[HF3] a reload keeps who one is, and a second scan does not make a second person', async ({ server, people }) => {
  const event = await organize(server);
  const ana = await people.page(PHONE);
  await people.join(ana, event.links.code, 'Ana');
  await claim(ana, event.task);
  await ana.reload();
  await showAll(ana);
  await expect(cardOf(ana, event.task).getByRole('button', { name: `Give back your seat on ${event.task}` })).toBeVisible();
  await ana.goto(`/join#${event.links.join}`);
  await ana.waitForURL('**/board/**');
  await showAll(ana);
  await expect(cardOf(ana, event.task).getByRole('button', { name: `Give back your seat on ${event.task}` })).toBeVisible();
});

test('[HF4] two people of one name are told apart by color and glyph', async ({ server, people }) => {
  const event = await organize(server);
  const [one, two] = [await event.join('Ana'), await event.join('Ana')];
  const board = await event.board(one.token);
  const looks = board.people.filter((person) => [one.person, two.person].includes(person.id));
  expect(looks).toHaveLength(2);
  expect(looks[0]?.color).not.toBe(looks[1]?.color);
  expect(looks[0]?.glyph).not.toBe(looks[1]?.glyph);
  expect(people.complaints).toEqual([]);
});

test('[HF5] a wrong code says where to look, and keeps what was typed', async ({ server, people }) => {
  await organize(server);
  const page = await people.page(PHONE);
  await page.goto('/');
  await page.getByLabel('Your code').fill('brave otter 99');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/No event goes by this code/)).toBeVisible();
  await expect(page.getByRole('textbox').first()).toHaveValue(/brave.otter.99/);
});

test('[HF6] a replaced code lets nobody in, and those inside stay', async ({ server, people }) => {
  const event = await organize(server);
  const ana = await people.page(PHONE);
  await people.join(ana, event.links.code, 'Ana');
  await event.rotate('join');
  const late = await people.page(PHONE);
  await late.goto(`/join#${event.links.code}`);
  await expect(late.getByText(/replaced by a new one/)).toBeVisible();
  await claim(ana, event.task);
});

test('[HF7] a wall changes nothing, and shows no secret but the one for joining', async ({ server, people }) => {
  const event = await organize(server);
  const wall = await people.page(WALL);
  await wall.goto(`/wall#${event.links.wall}`);
  await wall.waitForURL('**/wall/**');
  await expect(wall.getByText('Open data', { exact: true }).first()).toBeVisible();
  expect(wall.url()).not.toContain('#');
  const seen = await wall.content();
  for (const secret of [event.links.facilitator, event.links.wall, server.organizerLink.split('#')[1] ?? '?'])
    expect(seen).not.toContain(secret);
});

test('[HF8] a script from outside the build stays dead', async ({ server, people }) => {
  const event = await organize(server);
  await event.rename('<img src=x onerror="document.title=1"><script>document.title=2</script>');
  const page = await people.page(LAPTOP);
  await people.join(page, event.links.join, '<b>Ana</b>');
  await expect(page.getByText('<img src=x onerror', { exact: false }).first()).toBeVisible();
  expect(await page.title()).toContain('Hackfest Board');
  expect(await page.locator('article img, article script').count()).toBe(0);
});
