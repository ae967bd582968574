// A raised hand from a card on a phone: seen on the seat, taken by somebody who helps, and taken down; and an announcement.

import { cardOf, claim, showAll } from './board.ts';
import { expect, LAPTOP, organize, PHONE, test } from './hackfest.ts';

test('[HR4] a hand raised from a card stands on the seat, whoever helps says they come, and it goes when helped', async ({
  server,
  people,
}, info) => {
  const event = await organize(server);
  const [ana, fay] = [await people.page(PHONE), await people.page(LAPTOP)];
  await people.join(ana, event.links.join, 'Ana');
  await people.join(fay, event.links.facilitator, 'Fay');
  await claim(ana, event.task);
  await showAll(ana);
  await cardOf(ana, event.task).getByRole('button', { name: event.task, exact: true }).tap();
  await ana.getByRole('button', { name: 'Ask for help' }).tap();
  await ana.getByLabel('What is it about?').fill('The build fails');
  await ana.getByLabel('Where are you?').fill('table 4');
  await ana.screenshot({ path: info.outputPath('phone-ask.png') });
  await ana.getByRole('button', { name: 'Raise my hand' }).tap();
  await expect(ana.getByText('Your hand is up: you are number 1 in line.').first()).toBeVisible();
  await expect(cardOf(fay, event.task).getByRole('img', { name: /^Ana, .*asks for help/ })).toBeVisible();
  await cardOf(fay, event.task).getByRole('button', { name: event.task, exact: true }).click();
  await expect(fay.getByText('The build fails')).toBeVisible();
  await fay.screenshot({ path: info.outputPath('laptop-hand.png') });
  await fay.getByRole('button', { name: 'I am coming' }).click();
  await expect(ana.getByText('Fay is coming.')).toBeVisible();
  await ana.screenshot({ path: info.outputPath('phone-coming.png') });
  await fay.getByRole('button', { name: 'Helped', exact: true }).click();
  await expect(ana.getByText('Fay is coming.')).toHaveCount(0);
  await expect(cardOf(fay, event.task).getByRole('img', { name: /^Ana, .*asks for help/ })).toHaveCount(0);
  expect(people.complaints).toEqual([]);
});
