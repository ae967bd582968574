// When nothing is left that fits, and when somebody leaves a task they share: what people read, and what they can do.

import { cardOf, claim, release, showAll } from './board.ts';
import { expect, LAPTOP, organize, PHONE, test } from './hackfest.ts';

test('[FM1] with nothing left, one tap opens oneself to pairing, splits a task, or tells the facilitator, who can answer', async ({
  server,
  people,
}, info) => {
  const event = await organize(server);
  const [ana, ben, rio, fay] = [await people.page(LAPTOP), await people.page(LAPTOP), await people.page(PHONE), await people.page(LAPTOP)];
  await people.join(ana, event.links.join, 'Ana');
  await people.join(ben, event.links.join, 'Ben');
  await people.join(rio, event.links.join, 'Rio');
  await people.join(fay, event.links.facilitator, 'Fay');
  await claim(ana, event.task);
  await claim(ben, event.task);
  await rio.getByRole('button', { name: 'Find me something' }).tap();
  const dialog = rio.getByRole('dialog', { name: 'Something for you' });
  await expect(dialog.getByText('1 task has no free seat')).toBeVisible();
  await dialog.getByRole('button', { name: 'Say that I am open to pair' }).tap();
  await expect(dialog.getByText('Everybody sees that you are open to pair.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Tell Fay' }).tap();
  await expect(dialog.getByText('Fay can read that you are free.')).toBeVisible();
  await rio.screenshot({ path: info.outputPath('phone-nothing.png') });
  await expect(fay.getByText('I am free, and nothing on the board fits', { exact: false })).toBeVisible();
  await dialog.getByRole('button', { name: `Split “${event.task}” into steps` }).tap();
  await rio.getByRole('textbox', { name: 'Split off a step' }).fill('Photos for it');
  await rio.getByRole('textbox', { name: 'Split off a step' }).press('Enter');
  await rio.getByRole('button', { name: 'Close' }).first().tap();
  await rio.getByRole('navigation').getByText('Free', { exact: true }).tap();
  await expect(cardOf(rio, 'Photos for it')).toBeVisible();
  expect(people.complaints).toEqual([]);
});

test('[FM2] who shares a task is told when the other leaves it, keeps the seat, and the free one can be taken', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const [ana, ben] = [await people.page(LAPTOP), await people.page(PHONE)];
  await people.join(ana, event.links.join, 'Ana');
  await people.join(ben, event.links.join, 'Ben');
  await claim(ana, event.task);
  await claim(ben, event.task);
  await release(ana, event.task);
  await expect(ben.getByText(`Ana left “${event.task}”. You keep your seat, and all notes are there.`)).toBeVisible();
  await showAll(ben);
  await expect(cardOf(ben, event.task).getByRole('button', { name: `Give back your seat on ${event.task}` })).toBeVisible();
  await claim(ana, event.task);
  expect(people.complaints).toEqual([]);
});
