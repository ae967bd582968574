// Networks as venues have them: those that let no WebSocket through, that drop, fall asleep or lose the server.

import type { Page } from '@playwright/test';
import { Proxy, type Upgrades } from '../support/proxy.ts';
import { cardOf, claim, expectText, write } from './board.ts';
import { expect, LAPTOP, organize, test, type People, type ServerProcess } from './hackfest.ts';

type Venue = { readonly proxy: Proxy; readonly behind: Page; readonly beside: Page; readonly task: string };

/** One person behind the network in question, one beside it with a free line. */
async function venue(server: ServerProcess, people: People, upgrades: Upgrades): Promise<Venue> {
  const event = await organize(server);
  const proxy = await Proxy.before(server.port);
  proxy.upgrades = upgrades;
  const behind = await people.page(LAPTOP, proxy.origin);
  const beside = await people.page(LAPTOP);
  await people.join(beside, event.links.join, 'Bo');
  await behind.goto(`/join#${event.links.join}`);
  await behind.getByRole('textbox').first().fill('Ana');
  await behind.keyboard.press('Enter');
  await behind.waitForURL('**/board/**');
  return { proxy, behind, beside, task: event.task };
}

const saved = (page: Page) => expect(page.getByText('Saved', { exact: true }));

async function openCard(page: Page, title: string): Promise<void> {
  await cardOf(page, title).getByRole('button', { name: title, exact: true }).click();
}

for (const upgrades of ['forbidden', 'stripped', 'hanging'] as const) {
  test(`[NW1] where WebSockets are ${upgrades}, the board is there within 12 s and edits travel within 1 s`, async ({ server, people }) => {
    const { proxy, behind, beside, task } = await venue(server, people, upgrades);
    await saved(behind).toBeVisible({ timeout: 12_000 });
    await openCard(behind, task);
    await openCard(beside, task);
    await write(behind, 'Notes', 'through the narrow door');
    await expectText(beside, 'Notes', 'through the narrow door', 1_000);
    await saved(behind).toBeVisible();
    await write(beside, 'Brief', 'and back');
    await expectText(behind, 'Brief', 'and back', 1_000);
    await claim(behind, task);
    await proxy.close();
    expect(people.complaints).toEqual([]);
  });
}

test('[NW2] when the network lets WebSockets through again, the main road is taken without a word', async ({ server, people }) => {
  const { proxy, behind, task } = await venue(server, people, 'forbidden');
  await saved(behind).toBeVisible({ timeout: 12_000 });
  const road = behind.waitForEvent('websocket', { predicate: (socket) => socket.url().includes('/sync/'), timeout: 60_000 });
  proxy.upgrades = 'through';
  const socket = await road;
  await socket.waitForEvent('framereceived');
  await openCard(behind, task);
  const sent = socket.waitForEvent('framesent');
  await write(behind, 'Notes', 'on the main road');
  await sent;
  await saved(behind).toBeVisible();
  await proxy.close();
});

test('[NW3] a connection that is cut comes back by itself, and the status says so', async ({ server, people }) => {
  const { proxy, behind, beside, task } = await venue(server, people, 'through');
  await saved(behind).toBeVisible();
  await openCard(behind, task);
  await openCard(beside, task);
  proxy.goAway();
  await write(behind, 'Notes', 'typed in the tunnel');
  await expect(behind.getByText('Offline: 1 change waiting')).toBeVisible({ timeout: 5_000 });
  proxy.comeBack();
  await saved(behind).toBeVisible({ timeout: 20_000 });
  await expectText(beside, 'Notes', 'typed in the tunnel', 1_000);
  await proxy.close();
});

test('[NW4] typing goes on while the server is killed, and nothing typed is lost', async ({ server, people }) => {
  const event = await organize(server);
  const page = await people.page(LAPTOP);
  await people.join(page, event.links.join, 'Ana');
  await openCard(page, event.task);
  await page.getByRole('button', { name: 'Write in Notes' }).click();
  const notes = page.getByRole('textbox', { name: 'Notes' });
  await notes.pressSequentially('before, ');
  await server.kill();
  await notes.pressSequentially('meanwhile, ');
  await expect(page.getByText(/^Offline: \d+ changes? waiting$/)).toBeVisible({ timeout: 5_000 });
  await server.start();
  await notes.pressSequentially('after');
  await saved(page).toBeVisible({ timeout: 20_000 });
  await page.reload();
  await expectText(page, 'Notes', 'before, meanwhile, after');
});

test('[NW5] a page that was frozen finds its dead connection within seconds of waking', async ({ server, people }) => {
  const { proxy, behind, beside, task } = await venue(server, people, 'through');
  await saved(behind).toBeVisible();
  await openCard(behind, task);
  await openCard(beside, task);
  const devtools = await behind.context().newCDPSession(behind);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  proxy.cut();
  await write(beside, 'Notes', 'while you slept');
  await saved(beside).toBeVisible();
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await expectText(behind, 'Notes', 'while you slept', 8_000);
  await proxy.close();
});

test('[NW6] a connection that swallows everything is found out and replaced', async ({ server, people }) => {
  const { proxy, behind, beside, task } = await venue(server, people, 'through');
  await saved(behind).toBeVisible();
  await openCard(behind, task);
  await openCard(beside, task);
  proxy.delay = 600_000;
  await write(behind, 'Notes', 'into the void');
  await expect(behind.getByText('Saving…')).toBeVisible();
  proxy.delay = 0;
  await expectText(beside, 'Notes', 'into the void', 15_000);
  await saved(behind).toBeVisible();
  await proxy.close();
});
