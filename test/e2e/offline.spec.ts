// Away from the server: what is typed stays, through reloads and closed tabs, and is sent on return. And what becomes of
// changes the server does not take.

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { Proxy } from '../support/proxy.ts';
import { cardOf, expectText, write } from './board.ts';
import { expect, LAPTOP, organize, test, type Organized, type People, type ServerProcess } from './hackfest.ts';

type Scene = { readonly proxy: Proxy; readonly event: Organized; readonly ana: Page; readonly bo: Page };

const saved = (page: Page) => expect(page.getByText('Saved', { exact: true }));

async function openCard(page: Page, title: string): Promise<void> {
  await cardOf(page, title).getByRole('button', { name: title, exact: true }).click();
}

/** Ana behind the proxy, Bo beside it, both with the card open. */
async function scene(server: ServerProcess, people: People): Promise<Scene> {
  const event = await organize(server);
  const proxy = await Proxy.before(server.port);
  const ana = await people.page(LAPTOP, proxy.origin);
  const bo = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  await people.join(bo, event.links.join, 'Bo');
  await openCard(ana, event.task);
  await openCard(bo, event.task);
  return { proxy, event, ana, bo };
}

test('[OF1] what was typed offline outlives a reload, is counted, and is sent on return', async ({ server, people }) => {
  const { proxy, ana, bo } = await scene(server, people);
  proxy.goAway();
  await write(ana, 'Notes', 'typed on the train');
  await write(ana, 'Brief', 'and this too');
  await expect(ana.getByText('Offline: 2 changes waiting')).toBeVisible();
  await ana.reload();
  await expectText(ana, 'Notes', 'typed on the train');
  await expect(ana.getByText('Offline: 2 changes waiting')).toBeVisible();
  await write(ana, 'Notes', 'typed on the train, and after the reload');
  proxy.comeBack();
  await saved(ana).toBeVisible({ timeout: 20_000 });
  await expectText(bo, 'Notes', 'typed on the train, and after the reload');
  await expectText(bo, 'Brief', 'and this too');
  await proxy.close();
});

test('[OF2] a tab that was closed offline loses nothing: the next one sends it', async ({ server, people }) => {
  const { proxy, ana, bo } = await scene(server, people);
  proxy.goAway();
  await write(ana, 'Notes', 'closed in a hurry');
  await expect(ana.getByText('Offline: 1 change waiting')).toBeVisible();
  const address = ana.url();
  const next = await ana.context().newPage();
  await ana.close();
  await next.goto(address);
  await expect(next.getByText('Offline: 1 change waiting')).toBeVisible();
  proxy.comeBack();
  await saved(next).toBeVisible({ timeout: 20_000 });
  await expectText(bo, 'Notes', 'closed in a hurry');
  await next.reload();
  await expectText(next, 'Notes', 'closed in a hurry');
  await saved(next).toBeVisible();
  await proxy.close();
});

test('[OF3] a browser that stores nothing works, and says that the tab must stay open', async ({ server, people }) => {
  const event = await organize(server);
  const proxy = await Proxy.before(server.port);
  const page = await people.page(LAPTOP, proxy.origin);
  await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { get: () => undefined }));
  await people.join(page, event.links.join, 'Ana');
  await openCard(page, event.task);
  proxy.goAway();
  await write(page, 'Notes', 'only in this tab');
  await expect(page.getByText(/1 change waits in this tab\. Keep it open/)).toBeVisible();
  proxy.comeBack();
  await saved(page).toBeVisible({ timeout: 20_000 });
  await proxy.close();
  expect(people.complaints).toEqual([]);
});

test('[OF6] where the storage is full, the board works on, and the status tells', async ({ server, people }) => {
  const { proxy, ana, bo } = await scene(server, people);
  await ana.evaluate(() => {
    IDBObjectStore.prototype.add = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  await write(ana, 'Notes', 'no room at the inn');
  await expectText(bo, 'Notes', 'no room at the inn');
  proxy.goAway();
  await write(ana, 'Brief', 'only in this tab');
  await expect(ana.getByText(/1 change waits in this tab\. Keep it open/)).toBeVisible();
  proxy.comeBack();
  await expectText(bo, 'Brief', 'only in this tab', 20_000);
  await saved(ana).toBeVisible();
  await proxy.close();
  expect(people.complaints).toEqual([]);
});

test('[OF4] a claim while offline is requested, and confirmed on return', async ({ server, people }) => {
  const { proxy, event, ana, bo } = await scene(server, people);
  await ana.keyboard.press('Escape');
  proxy.goAway();
  await expect(ana.getByText(/You are offline/)).toBeVisible({ timeout: 20_000 });
  await cardOf(ana, event.task)
    .getByRole('button', { name: `Take a seat on ${event.task}` })
    .click();
  await expect(ana.getByText(/is requested\. It is confirmed or refused/)).toBeVisible();
  await expect(cardOf(ana, event.task).getByText('Requested', { exact: true })).toBeVisible();
  await expect(bo.getByRole('button', { name: /Ana/ })).toHaveCount(0);
  proxy.comeBack();
  await expect(ana.getByText(/is confirmed/)).toBeVisible({ timeout: 30_000 });
  await expect(cardOf(ana, event.task).getByRole('button', { name: `Give back your seat on ${event.task}` })).toBeVisible();
  await proxy.close();
});

test('[OF5] a claim on a task added a moment ago waits for the task', async ({ server, people }) => {
  const { proxy, event, ana } = await scene(server, people);
  await ana.keyboard.press('Escape');
  proxy.delay = 400;
  await ana.getByRole('textbox', { name: 'New task for Open data' }).fill('Fresh from the press');
  await ana.keyboard.press('Enter');
  await ana.getByRole('button', { name: 'Take a seat on Fresh from the press' }).click();
  await expect(ana.getByRole('button', { name: 'Give back your seat on Fresh from the press' })).toBeVisible();
  expect(event.task).not.toBe('');
  await proxy.close();
});

/** The server takes no message with this word in it. */
const refuse =
  (word: string, code = 4422, reason = 'change-refused') =>
  (message: Buffer) =>
    message.includes(word) ? { code, reason } : undefined;

test('[QU1] a refused change ends in a file; everything else, of oneself and of others, is on the board', async ({ server, people }) => {
  const { proxy, event, ana, bo } = await scene(server, people);
  await write(ana, 'Notes', 'The first line.');
  await expectText(bo, 'Notes', 'The first line.');
  proxy.goAway();
  await write(ana, 'Brief', 'forbidden fruit');
  await write(ana, 'Notes', 'The first line. And mine.');
  await ana.getByRole('textbox', { name: 'Title', exact: true }).fill('Write a better page');
  await ana.getByRole('textbox', { name: 'Title', exact: true }).press('Tab');
  await write(bo, 'Notes', 'Bo says: The first line.');
  await saved(bo).toBeVisible();
  proxy.refuses = refuse('forbidden');
  proxy.comeBack();
  await expect(ana.getByText(/1 change of yours was not taken/)).toBeVisible({ timeout: 30_000 });
  await saved(ana).toBeVisible();
  for (const page of [ana, bo]) {
    await expectText(page, 'Notes', 'Bo says: The first line. And mine.');
    await expect(page.getByRole('textbox', { name: 'Title', exact: true })).toHaveValue('Write a better page');
    await expectText(page, 'Brief', '');
  }
  await ana.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  const download = ana.waitForEvent('download');
  await ana.getByRole('button', { name: 'Download' }).click();
  const file = JSON.parse(await readFile(await (await download).path(), 'utf8')) as { changes: { after: string; title: string }[] };
  expect(file.changes).toMatchObject([{ after: 'forbidden fruit' }]);
  expect([event.task, 'Write a better page']).toContain(file.changes[0]?.title);
  // Refused twice at most: once as part of all, and once by itself to know which it was.
  expect(proxy.refused.length).toBeLessThanOrEqual(3);

  await openCard(ana, 'Write a better page');
  await write(ana, 'Notes', 'Bo says: The first line. And mine. It goes on.');
  await expectText(bo, 'Notes', 'Bo says: The first line. And mine. It goes on.');
  await saved(ana).toBeVisible();
  await ana.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await ana.reload();
  await expect(ana.getByText(/1 change of yours was not taken/)).toBeVisible();
  await ana.getByRole('button', { name: 'Dismiss' }).first().click();
  await ana.reload();
  await saved(ana).toBeVisible();
  await expect(ana.getByText(/was not taken/)).toBeHidden();
  await proxy.close();
  expect(people.complaints).toEqual([]);
});

test('[QU2] a change refused while one goes on typing does not stop the typing', async ({ server, people }) => {
  const { proxy, ana, bo } = await scene(server, people);
  proxy.refuses = refuse('forbidden');
  await write(ana, 'Brief', 'forbidden fruit');
  await ana.getByRole('button', { name: 'Write in Notes' }).click();
  await ana.getByRole('textbox', { name: 'Notes' }).pressSequentially('but this is fine', { delay: 20 });
  await expect(ana.getByText(/of yours was not taken/)).toBeVisible({ timeout: 20_000 });
  await saved(ana).toBeVisible();
  await expectText(ana, 'Notes', 'but this is fine');
  await expectText(bo, 'Notes', 'but this is fine');
  await expectText(bo, 'Brief', '');
  await proxy.close();
});

test('[QU3] on hold one reads on and can not write, and what waited is sent when it is over', async ({ server, people }) => {
  const { proxy, ana, bo } = await scene(server, people);
  proxy.refuses = refuse('much too much', 4423, 'on-hold');
  await write(ana, 'Notes', 'much too much');
  await expect(ana.getByText(/Your changes are on hold/)).toBeVisible({ timeout: 20_000 });
  await expect(ana.getByRole('textbox', { name: 'Notes' })).toBeHidden();
  await write(bo, 'Brief', 'others go on');
  await expectText(ana, 'Brief', 'others go on');
  proxy.refuses = () => undefined;
  proxy.cut();
  await saved(ana).toBeVisible({ timeout: 20_000 });
  await expect(ana.getByRole('group', { name: 'Notes' }).getByRole('button').first()).toBeVisible();
  await expectText(bo, 'Notes', 'much too much');
  await proxy.close();
});

test('[QU4] a replica newer than the board is kept, offered again, and merged once it is accepted', async ({ server, people }) => {
  const { proxy, ana, bo } = await scene(server, people);
  proxy.goAway();
  await write(ana, 'Notes', 'from before the backup');
  await expect(ana.getByText('Offline: 1 change waiting')).toBeVisible();
  proxy.refuses = refuse('from before the backup', 4409, 'replica-ahead');
  proxy.comeBack();
  await expect(ana.getByText(/The board was put back from a backup/)).toBeVisible({ timeout: 20_000 });
  await expectText(ana, 'Notes', '');
  await write(ana, 'Brief', 'work goes on');
  await expectText(bo, 'Brief', 'work goes on');
  proxy.refuses = () => undefined;
  await ana.reload();
  await expectText(ana, 'Notes', 'from before the backup', 20_000);
  await expectText(bo, 'Notes', 'from before the backup');
  await expect(ana.getByText(/The board was put back from a backup/)).toBeHidden();
  await proxy.close();
});

test('[QU19] what another tab has not sent yet is not made again after a refusal: it stands there once', async ({ server, people }) => {
  const { proxy, ana, bo } = await scene(server, people);
  const second = await ana.context().newPage();
  await second.goto(ana.url());
  await saved(second).toBeVisible();
  proxy.goAway();
  await expect(ana.getByText('Offline: ', { exact: false }).first()).toBeVisible({ timeout: 20_000 });
  await write(ana, 'Notes', 'from the first tab');
  await write(second, 'Brief', 'forbidden fruit');
  // The first tab sleeps, as browsers let tabs sleep that nobody looks at.
  const devtools = await ana.context().newCDPSession(ana);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  proxy.refuses = refuse('forbidden');
  proxy.comeBack();
  await expect(second.getByText(/1 change of yours was not taken/)).toBeVisible({ timeout: 30_000 });
  await saved(second).toBeVisible({ timeout: 30_000 });
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  for (const page of [ana, second, bo]) {
    await saved(page).toBeVisible({ timeout: 30_000 });
    await expectText(page, 'Notes', 'from the first tab', 20_000);
    await expectText(page, 'Brief', '');
  }
  await proxy.close();
  expect(people.complaints).toEqual([]);
});

test('[QU20] what a tab that was closed wrote outlives the refusal of another tab, and is sent by the next one', async ({
  server,
  people,
}) => {
  const { proxy, ana, bo } = await scene(server, people);
  const second = await ana.context().newPage();
  await second.goto(ana.url());
  await saved(second).toBeVisible();
  proxy.goAway();
  await expect(ana.getByText('Offline: ', { exact: false }).first()).toBeVisible({ timeout: 20_000 });
  await write(ana, 'Notes', 'from the first tab');
  await expect(ana.getByText('Offline: 1 change waiting')).toBeVisible();
  await ana.close();
  await write(second, 'Brief', 'forbidden fruit');
  proxy.refuses = refuse('forbidden');
  proxy.comeBack();
  await expect(second.getByText(/1 change of yours was not taken/)).toBeVisible({ timeout: 30_000 });
  await saved(second).toBeVisible({ timeout: 30_000 });
  await second.reload();
  for (const page of [second, bo]) await expectText(page, 'Notes', 'from the first tab', 20_000);
  await saved(second).toBeVisible({ timeout: 30_000 });
  await proxy.close();
  expect(people.complaints).toEqual([]);
});

test('[QU6] of two tabs of one person, one is refused something: neither loses a word, and nothing is there twice', async ({
  server,
  people,
}) => {
  const { proxy, ana, bo } = await scene(server, people);
  const second = await ana.context().newPage();
  await second.goto(ana.url());
  await saved(second).toBeVisible();
  proxy.goAway();
  await expect(ana.getByText('Offline: ', { exact: false }).first()).toBeVisible({ timeout: 20_000 });
  await write(ana, 'Notes', 'from the first tab');
  await write(second, 'Brief', 'forbidden fruit');
  await second.getByRole('textbox', { name: /New task for/ }).fill('Only once');
  await second.keyboard.press('Enter');
  proxy.refuses = refuse('forbidden');
  proxy.comeBack();
  await expect(second.getByText(/1 change of yours was not taken/)).toBeVisible({ timeout: 30_000 });
  for (const page of [ana, second, bo]) {
    await saved(page).toBeVisible({ timeout: 30_000 });
    await expectText(page, 'Notes', 'from the first tab', 20_000);
    await expectText(page, 'Brief', '');
    await expect(page.locator('article').filter({ hasText: 'Only once' })).toHaveCount(1);
  }
  // What the two share in this browser is sound as well.
  await ana.reload();
  await second.reload();
  for (const page of [ana, second, bo]) {
    await saved(page).toBeVisible({ timeout: 30_000 });
    await expectText(page, 'Notes', 'from the first tab', 20_000);
    await expect(page.locator('article').filter({ hasText: 'Only once' })).toHaveCount(1);
  }
  await proxy.close();
  expect(people.complaints).toEqual([]);
});
