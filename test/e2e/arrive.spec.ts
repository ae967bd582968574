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

test('[HF10] the Back button closes an open card and stays on the board', async ({ server, people }) => {
  const event = await organize(server);
  const ana = await people.page(PHONE);
  await people.join(ana, event.links.join, 'Ana');
  const board = ana.url();
  await showAll(ana);
  const card = ana.getByRole('dialog', { name: event.task });
  await cardOf(ana, event.task).getByRole('button', { name: event.task, exact: true }).click();
  await expect(card).toBeVisible();
  await ana.goBack();
  await expect(card).toBeHidden();
  expect(ana.url()).toBe(board);
  await ana.goForward();
  await expect(card).toBeVisible();
  await ana.reload();
  await expect(card).toBeVisible();
  await card.getByRole('button', { name: 'Close' }).click();
  await expect(ana).toHaveURL(board);
  expect(people.complaints).toEqual([]);
});

for (const [device, screen] of [
  ['a laptop', LAPTOP],
  ['a phone', PHONE],
] as const) {
  test(`[HF11] on ${device} a question to pair is answered while the card is open`, async ({ server, people }) => {
    const event = await organize(server);
    const ana = await people.page(screen);
    const ben = await people.page(LAPTOP);
    const rio = await people.page(LAPTOP);
    await people.join(ana, event.links.join, 'Ana');
    await people.join(ben, event.links.join, 'Ben');
    await people.join(rio, event.links.join, 'Rio');
    await claim(ana, event.task);
    await claim(ben, event.task);
    await cardOf(ana, event.task).getByRole('button', { name: event.task, exact: true }).click();
    await cardOf(rio, event.task).getByRole('button', { name: event.task, exact: true }).click();
    await rio.getByRole('button', { name: 'Ask Ana to pair' }).click();
    await expect(rio.getByRole('button', { name: 'Waiting for Ana' })).toBeDisabled();
    await ana.getByRole('button', { name: 'Yes, pair' }).click();
    await expect(rio.getByText(/said yes/)).toBeVisible();
    expect(people.complaints).toEqual([]);
  });
}

test('[HF12] the facilitators’ link makes somebody on the board a facilitator as who they are, or lets them stay', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const ana = await people.page(PHONE);
  await people.join(ana, event.links.join, 'Ana');
  await claim(ana, event.task);
  await ana.goto(`/facilitate#${event.links.facilitator}`);
  await expect(ana.getByText(/You are on this board already/)).toBeVisible();
  await ana.getByRole('button', { name: 'Stay a participant' }).click();
  await ana.waitForURL('**/board/**');
  const more = ana.getByRole('button', { name: 'More', exact: true });
  await more.click();
  await expect(ana.getByRole('link', { name: 'Report' })).toBeVisible();
  await expect(ana.getByRole('link', { name: 'Open the console' })).toHaveCount(0);
  await ana.goto(`/facilitate#${event.links.facilitator}`);
  await ana.getByRole('button', { name: 'Facilitate as myself' }).click();
  await ana.waitForURL('**/board/**');
  await showAll(ana);
  await more.click();
  await expect(ana.getByRole('link', { name: 'Open the console' })).toBeVisible();
  await ana.keyboard.press('Escape');
  await expect(cardOf(ana, event.task).getByRole('button', { name: `Give back your seat on ${event.task}` })).toBeVisible();
});

test('[HF13] a link that was cut says so, and does not speak of a code nobody typed', async ({ server, people }) => {
  const event = await organize(server);
  const ana = await people.page(PHONE);
  await ana.goto(`/join#${event.links.join.slice(0, -4)}`);
  await expect(ana.getByText(/This link opens nothing here/)).toBeVisible();
  await expect(ana.getByRole('textbox').first()).toHaveValue('');
});

test('[HF14] the skip link moves focus and leaves the address as it is', async ({ server, people }) => {
  const event = await organize(server);
  const sam = await people.page(LAPTOP);
  await people.join(sam, event.links.join, 'Sam');
  await expect(cardOf(sam, event.task)).toBeVisible();
  const address = sam.url();
  await sam.getByRole('link', { name: 'Skip to the content' }).focus();
  await sam.keyboard.press('Enter');
  await expect(sam.getByRole('main')).toBeFocused();
  expect(sam.url()).toBe(address);
});
