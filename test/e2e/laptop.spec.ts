// The board on a large screen, and cards on their way: arrangements and filters in the address, the card beside the board, adding
// by keys, undo, moving by mouse, finger and keys, and the main job with a keyboard only.

import type { Locator, Page } from '@playwright/test';
import { cardOf, showAll } from './board.ts';
import { expect, LAPTOP, organize, PHONE, test } from './hackfest.ts';

const TITLES = ['Draw the map', 'Check the links', 'Ask the library'];

const addField = (page: Page): Locator => page.getByRole('textbox', { name: 'New task for Open data' });

async function addTasks(page: Page, titles: readonly string[]): Promise<void> {
  for (const title of titles) {
    await addField(page).fill(title);
    await addField(page).press('Enter');
  }
  await expect(cardOf(page, titles.at(-1) ?? '')).toBeVisible();
}

const titlesOn = (page: Page): Promise<string[]> => page.locator('article[data-task] .title').allInnerTexts();

test('[LP5] arrangement, search and filters narrow the board, stand in its address and outlive a reload and a card', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const ana = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  await addTasks(ana, TITLES);
  const search = ana.getByRole('searchbox', { name: 'Search tasks' });
  await search.fill('LIBRARY');
  await expect(ana.getByText('1 of 4 tasks')).toBeVisible();
  expect(await titlesOn(ana)).toEqual(['Ask the library']);
  await ana.getByRole('button', { name: 'By state' }).click();
  await expect(ana).toHaveURL(/\?by=states&q=LIBRARY$/);
  await cardOf(ana, 'Ask the library').getByRole('button', { name: 'Ask the library', exact: true }).click();
  await expect(ana).toHaveURL(/card=t1/);
  await ana.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await expect(ana).toHaveURL(/\?by=states&q=LIBRARY$/);
  await ana.reload();
  await expect(ana.getByText('1 of 4 tasks')).toBeVisible();
  await ana.getByRole('button', { name: 'Show everything' }).click();
  await expect(ana.locator('article[data-task]')).toHaveCount(4);
  await ana.getByRole('button', { name: 'Filter' }).click();
  await ana.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Learning' });
  await expect(ana.getByText('0 of 4 tasks')).toBeVisible();
  await ana.getByRole('button', { name: 'Mine' }).click();
  await expect(ana.getByRole('heading', { name: 'No task matches' })).toBeVisible();
  expect(people.complaints).toEqual([]);
});

test('[LP6] an open card lies beside the board, which stays in use; Escape closes it and focus returns', async ({ server, people }) => {
  const event = await organize(server);
  const ana = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  await addTasks(ana, TITLES);
  const opener = cardOf(ana, 'Check the links').getByRole('button', { name: 'Check the links', exact: true });
  await opener.click();
  const panel = await ana.getByRole('dialog', { name: 'Check the links' }).boundingBox();
  const board = await ana.locator('[data-lane]').first().boundingBox();
  expect(panel && board && board.x + board.width <= panel.x).toBe(true);
  await cardOf(ana, 'Draw the map').getByRole('button', { name: 'Take a seat on Draw the map' }).click();
  await expect(cardOf(ana, 'Draw the map').getByRole('button', { name: /Give back/ })).toBeVisible();
  await ana.keyboard.press('Escape');
  await expect(ana.getByRole('dialog', { name: 'Check the links' })).toBeHidden();
  await expect(opener).toBeFocused();
  expect(people.complaints).toEqual([]);
});

test('[QA1] Enter adds and stays, with Shift it opens, with Ctrl it claims, and a pasted list shows its preview', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const ana = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  await addField(ana).fill('Draw the map');
  await addField(ana).press('Enter');
  await expect(addField(ana)).toBeFocused();
  await expect(addField(ana)).toHaveValue('');
  await addField(ana).fill('Check the links');
  await addField(ana).press('Control+Enter');
  await expect(cardOf(ana, 'Check the links').getByRole('button', { name: /Give back/ })).toBeVisible();
  await addField(ana).evaluate((field) => {
    const data = new DataTransfer();
    data.setData('text/plain', '- [ ] Print it\n  - Fold it\n- [x] Pay');
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  const preview = ana.getByRole('dialog', { name: /Paste tasks/ });
  await expect(preview.getByText('Makes 2 tasks')).toBeVisible();
  await expect(preview.getByText('already ticked off')).toBeVisible();
  await preview.getByRole('button', { name: 'Add 2 tasks' }).click();
  await expect(cardOf(ana, 'Fold it')).toBeVisible();
  await addField(ana).fill('Ask the library');
  await addField(ana).press('Shift+Enter');
  await expect(ana.getByRole('dialog', { name: 'Ask the library' })).toBeVisible();
  expect(people.complaints).toEqual([]);
});

test('[UN18] undo and redo by key and button say what went back, never what somebody else did', async ({ server, people }) => {
  const event = await organize(server);
  const [ana, bo] = [await people.page(LAPTOP), await people.page(LAPTOP)];
  await people.join(ana, event.links.join, 'Ana');
  await people.join(bo, event.links.join, 'Bo');
  await addTasks(ana, ['Draw the map']);
  await addTasks(bo, ['Check the links']);
  await expect(cardOf(ana, 'Check the links')).toBeVisible();
  await cardOf(ana, event.task).getByRole('button', { name: event.task, exact: true }).focus();
  await ana.keyboard.press('Control+z');
  await expect(ana.getByText('Taken back: adding “Draw the map”')).toBeVisible();
  await expect(cardOf(bo, 'Draw the map')).toBeHidden();
  await expect(cardOf(bo, 'Check the links')).toBeVisible();
  await expect(ana.getByRole('button', { name: 'Undo', exact: true }).first()).toBeDisabled();
  await ana.keyboard.press('Control+Shift+z');
  await expect(cardOf(bo, 'Draw the map')).toBeVisible();
  await ana.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect(cardOf(bo, 'Draw the map')).toBeHidden();
  expect(people.complaints).toEqual([]);
});

test('[DD4] a card follows the mouse to its place, also when somebody adds and removes cards meanwhile; Escape leaves it', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const [ana, bo] = [await people.page({ viewport: { width: 760, height: 768 } }), await people.page(LAPTOP)];
  await people.join(ana, event.links.join, 'Ana');
  await people.join(bo, event.links.join, 'Bo');
  await addTasks(ana, TITLES);
  const middle = async (title: string) => {
    const box = await cardOf(ana, title).boundingBox();
    if (!box) throw new Error(`${title} is not there`);
    return { x: box.x + box.width / 4, y: box.y + box.height / 3, end: box.y + box.height - 4 };
  };
  await expect(cardOf(bo, 'Ask the library')).toBeVisible();
  const from = await middle('Ask the library');
  await ana.mouse.move(from.x, from.y);
  await ana.mouse.down();
  const to = await middle(event.task);
  await ana.mouse.move(to.x, to.y, { steps: 5 });
  await addTasks(bo, ['Came in between']);
  await bo.getByRole('button', { name: 'Draw the map', exact: true }).click();
  await bo.getByRole('dialog').getByText('More: skills, size, seats, move, remove', { exact: true }).click();
  await bo.getByRole('button', { name: 'Remove the task' }).click();
  await expect(cardOf(ana, 'Draw the map')).toBeHidden();
  await expect(cardOf(ana, 'Came in between')).toBeVisible();
  await ana.mouse.up();
  const order = ['Ask the library', event.task, 'Check the links', 'Came in between'];
  await expect.poll(() => titlesOn(ana)).toEqual(order);
  await expect.poll(() => titlesOn(bo)).toEqual(order);
  await expect(ana.getByRole('dialog')).toBeHidden();
  await ana.mouse.move((await middle('Ask the library')).x, (await middle('Ask the library')).y);
  await ana.mouse.down();
  await ana.mouse.move(to.x, (await middle('Check the links')).end, { steps: 5 });
  await ana.keyboard.press('Escape');
  await ana.mouse.up();
  await expect.poll(() => titlesOn(ana)).toEqual(order);
  expect(people.complaints).toEqual([]);
});

test('[DD5] with keys a card goes to another challenge, and each step is said', async ({ server, people }) => {
  const event = await organize(server);
  const ana = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  await ana.getByRole('button', { name: 'Pitch a challenge' }).click();
  await ana.getByRole('dialog').getByRole('textbox').first().fill('Welcome newcomers');
  await ana.keyboard.press('Enter');
  await addTasks(ana, TITLES);
  await ana.getByRole('button', { name: 'Check the links', exact: true }).focus();
  const said = (text: string) => expect(ana.getByRole('status').filter({ hasText: text })).toHaveCount(1);
  await ana.keyboard.press('m');
  await said('“Check the links” is in your hand: place 3 of 4 in Open data.');
  await ana.keyboard.press('ArrowUp');
  await said('Place 2 of 4 in Open data');
  await ana.keyboard.press('ArrowRight');
  await said('Place 1 of 1 in Welcome newcomers');
  await ana.keyboard.press('Enter');
  await said('“Check the links” is now at place 1 of 1 in Welcome newcomers.');
  await expect(
    ana.getByRole('region', { name: /Welcome newcomers/ }).getByRole('button', { name: 'Check the links', exact: true }),
  ).toBeFocused();
  await ana.keyboard.press('m');
  await ana.keyboard.press('ArrowLeft');
  await ana.keyboard.press('Escape');
  await said('“Check the links” stays where it was.');
  await ana.keyboard.press('Control+z');
  await expect(ana.getByText('Taken back: moving “Check the links”')).toBeVisible();
  await expect.poll(() => titlesOn(ana)).toEqual([event.task, ...TITLES]);
  expect(people.complaints).toEqual([]);
});

test('[DD6] a finger that rests takes a card along, one that moves at once scrolls', async ({ server, people }) => {
  const event = await organize(server);
  const ana = await people.page(PHONE);
  await people.join(ana, event.links.join, 'Ana');
  await showAll(ana);
  await addTasks(ana, TITLES);
  const touch = await ana.context().newCDPSession(ana);
  const finger = (type: 'touchStart' | 'touchMove' | 'touchEnd', x = 0, y = 0) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
  await cardOf(ana, event.task).scrollIntoViewIfNeeded();
  const box = await cardOf(ana, event.task).boundingBox();
  const next = await cardOf(ana, 'Draw the map').boundingBox();
  if (!box || !next) throw new Error('the cards are not there');
  const [x, y] = [box.x + 120, box.y + 20];
  await finger('touchStart', x, y);
  await expect(ana.locator('article.lifted')).toBeVisible();
  for (let step = 1; step <= 5; step++) await finger('touchMove', x, y + ((next.y + next.height - 8 - y) * step) / 5);
  await finger('touchEnd');
  await expect.poll(() => titlesOn(ana)).toEqual(['Draw the map', event.task, 'Check the links', 'Ask the library']);
  await expect(ana.getByRole('dialog')).toBeHidden();
  expect(people.complaints).toEqual([]);
});

test('[KB7] the main job with a keyboard only: find, claim, add, record what came of it; letters typed stay letters', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const ana = await people.page(LAPTOP);
  await people.join(ana, event.links.join, 'Ana');
  const keys = ana.keyboard;
  // What edits is fetched after what shows.
  await expect(ana.getByPlaceholder('Add a task')).toBeVisible();
  await ana.locator('main').focus();
  await keys.press('?');
  await expect(ana.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await keys.press('Escape');
  await keys.press('n');
  await keys.type('jot down ?/ ncgm');
  await keys.press('Enter');
  await expect(cardOf(ana, 'jot down ?/ ncgm')).toBeVisible();
  await keys.press('Escape');
  await ana.locator('main').focus();
  await keys.press('j');
  const card = ana.getByRole('button', { name: event.task, exact: true });
  await expect(card).toBeFocused();
  await keys.press('ArrowRight');
  await expect(ana.getByRole('button', { name: 'jot down ?/ ncgm', exact: true })).toBeFocused();
  await keys.press('ArrowLeft');
  await keys.press('c');
  await expect(cardOf(ana, event.task).getByRole('button', { name: /Give back/ })).toBeVisible();
  await keys.press('/');
  await keys.type('welcome');
  await expect(ana.getByText('1 of 2 tasks')).toBeVisible();
  await ana.locator('main').focus();
  await keys.press('g');
  await keys.press('m');
  await expect(ana).toHaveURL(/by=mine/);
  await keys.press('j');
  await keys.press('Enter');
  await expect(ana.getByRole('dialog', { name: event.task })).toBeVisible();
  const record = ana.getByRole('button', { name: 'Record the outcome' });
  for (let tabs = 0; tabs < 20 && !(await record.evaluate((button) => button === document.activeElement)); tabs++) await keys.press('Tab');
  await keys.press('Enter');
  const outcome = ana.getByRole('dialog', { name: /What came of/ });
  await expect(outcome).toBeVisible();
  const line = outcome.getByLabel('In one line');
  for (let tabs = 0; tabs < 20 && !(await line.evaluate((field) => field === document.activeElement)); tabs++) await keys.press('Tab');
  await keys.type('Written and checked');
  const save = outcome.getByRole('button', { name: 'Record', exact: true });
  for (let tabs = 0; tabs < 30 && !(await save.evaluate((button) => button === document.activeElement)); tabs++) await keys.press('Tab');
  await keys.press('Enter');
  await expect(outcome).toBeHidden();
  await keys.press('Escape');
  await expect(ana.getByRole('heading', { name: /You finished/ })).toBeVisible();
  await expect(cardOf(ana, event.task)).toBeVisible();
  expect(people.complaints).toEqual([]);
});
