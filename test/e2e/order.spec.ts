// Order in a room, kept from the console: people let in one by one, somebody sent away with all they made and let back, the
// board locked, the room told something. Real screens on all sides.

import { claim } from './board.ts';
import { expect, LAPTOP, organize, PHONE, test } from './hackfest.ts';

test('[OR30] with joining on approval people wait, a facilitator lets them in, and those inside stay when joining is closed', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const fay = await people.page(LAPTOP);
  await people.join(fay, event.links.facilitator, 'Fay');
  await fay.goto(`/console/${event.boardId}`);
  await fay.getByText('Doors and lock').click();
  await fay.getByRole('radio', { name: /^Ask first/ }).check();
  await expect(fay.getByText('Joining: Ask first')).toBeVisible();

  const wes = await people.page(PHONE);
  await wes.goto(`/join#${event.links.join}`);
  await wes.getByRole('textbox').first().fill('Wes');
  await wes.keyboard.press('Enter');
  await wes.waitForURL('**/board/**');
  await expect(wes.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(wes.getByText(event.task)).toHaveCount(0);
  await expect(fay.getByText('Wes waits to be let in')).toBeVisible();
  await fay.getByRole('button', { name: 'Let in' }).click();
  await expect(wes.getByText(event.task).first()).toBeVisible();
  await expect(fay.getByText('Wes waits to be let in')).toHaveCount(0);

  await fay.getByRole('radio', { name: /^Closed/ }).check();
  await expect(fay.getByText('Joining: Closed')).toBeVisible();
  const late = await people.page(PHONE);
  await late.goto(`/join#${event.links.join}`);
  await late.getByRole('textbox').first().fill('Late');
  await late.keyboard.press('Enter');
  await expect(late.getByRole('alert')).toBeVisible();
  await claim(wes, event.task);
  expect(people.complaints).toEqual([]);
});

test('[OR31] somebody is sent away with all they made in three clicks, stays out, and is let back with it', async ({ server, people }) => {
  const event = await organize(server);
  const [fay, ana, troll] = [await people.page(LAPTOP), await people.page(LAPTOP), await people.page(LAPTOP)];
  await people.join(fay, event.links.facilitator, 'Fay');
  await people.join(ana, event.links.join, 'Ana');
  await people.join(troll, event.links.join, 'Troll');
  await troll.getByRole('textbox', { name: /^New task for/ }).fill('Buy cheap watches');
  await troll.keyboard.press('Enter');
  await expect(ana.getByText('Buy cheap watches')).toBeVisible();
  await fay.goto(`/console/${event.boardId}`);
  await fay.getByRole('button', { name: 'Troll', exact: true }).click();
  await fay.getByRole('button', { name: 'Send away and hide their work' }).click();
  await expect(ana.getByText('Buy cheap watches')).toHaveCount(0);
  await expect(troll.getByText(event.task)).toHaveCount(0);

  await troll.goto(`/join#${event.links.join}`);
  await expect(troll.getByText('A facilitator removed you from this board.')).toBeVisible();
  await troll.getByRole('button', { name: 'Try again' }).click();
  await expect(troll.getByText('A facilitator removed you from this board.')).toBeVisible();

  await fay.getByRole('heading', { name: /^Sent away/ }).click();
  await fay.getByRole('button', { name: 'Troll', exact: true }).click();
  await fay.getByRole('button', { name: 'Let back in and show their work' }).click();
  await expect(ana.getByText('Buy cheap watches')).toBeVisible();
  expect(people.complaints).toEqual([]);
});

test('[OR32] the room is told something on the wall until it is taken down, and a locked board is changed by facilitators only', async ({
  server,
  people,
}) => {
  const event = await organize(server);
  const [fay, ana, wall] = [await people.page(PHONE), await people.page(LAPTOP), await people.page(LAPTOP)];
  await people.join(fay, event.links.facilitator, 'Fay');
  await people.join(ana, event.links.join, 'Ana');
  await wall.goto(`/wall#${event.links.wall}`);
  await fay.goto(`/console/${event.boardId}`);
  await fay.getByText('Tell the room').click();
  await fay.getByRole('button', { name: 'Tell everybody now' }).click();
  await expect(fay.getByText('Write a line first.')).toBeVisible();
  await fay.getByLabel('What everybody should know').fill('Lunch is in the garden');
  await fay.getByRole('radio', { name: 'Important' }).check();
  await fay.getByRole('button', { name: 'Tell everybody now' }).click();
  await expect(wall.getByText('Lunch is in the garden')).toBeVisible();
  await fay.getByRole('combobox', { name: /spotlight/ }).selectOption({ label: event.task });
  await expect(wall.getByText(event.task).first()).toBeVisible();
  await fay.getByRole('button', { name: /^Take down/ }).click();
  await expect(wall.getByText('Lunch is in the garden')).toHaveCount(0);

  await fay.getByText('Doors and lock').click();
  await fay.getByRole('button', { name: 'Lock the board' }).click();
  await expect(ana.getByRole('textbox', { name: /^New task for/ })).toHaveCount(0);
  await fay.getByRole('button', { name: 'Unlock the board' }).click();
  await expect(ana.getByRole('textbox', { name: /^New task for/ })).toBeVisible();
  expect(people.complaints).toEqual([]);
});
