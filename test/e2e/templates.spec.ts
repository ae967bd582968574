// A task from a template, on a phone and a laptop; and a facilitator who changes the templates of the board.

import AxeBuilder from '@axe-core/playwright';
import { cardOf, showAll } from './board.ts';
import { expect, LAPTOP, organize, PHONE, test } from './hackfest.ts';

test('[TP5] a task begins from a template with brief, size and skills, and a facilitator’s change is there for all', async ({
  server,
  people,
}, info) => {
  const event = await organize(server);
  const [ana, fay] = [await people.page(PHONE), await people.page(LAPTOP)];
  await people.join(ana, event.links.join, 'Ana');
  await people.join(fay, event.links.facilitator, 'Fay');
  await showAll(ana);
  await ana.getByRole('button', { name: 'A task from a template for Open data' }).click();
  await ana.getByRole('radio', { name: /^Translate/ }).check();
  await ana.getByLabel('Title').fill('Welcome page in Catalan');
  await ana.screenshot({ path: info.outputPath('phone-template.png') });
  await expect(ana.getByRole('button', { name: 'Edit the templates' })).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page: ana }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  await ana.getByRole('button', { name: 'Add the task' }).click();
  await expect(ana.getByRole('group', { name: 'Brief', exact: true })).toContainText('From and into:');
  const card = cardOf(fay, 'Welcome page in Catalan');
  for (const fact of ['30 min', 'First task', 'translation']) await expect(card).toContainText(fact);

  await fay.getByRole('button', { name: 'A task from a template for Open data' }).click();
  await fay.getByRole('button', { name: 'Edit the templates' }).click();
  await fay.getByText('Fix a bug', { exact: true }).click();
  const name = fay.getByRole('textbox', { name: 'Name of the template' }).and(fay.locator(':visible'));
  await name.fill('Count bikes');
  await name.press('Tab');
  await fay.screenshot({ path: info.outputPath('laptop-editor.png') });
  await fay.getByRole('button', { name: 'Done', exact: true }).click();
  await expect(fay.getByRole('radio', { name: /^Count bikes/ })).toBeAttached();
  await ana.getByRole('button', { name: 'Close' }).first().click();
  await ana.getByRole('button', { name: 'A task from a template for Open data' }).click();
  await expect(ana.getByRole('radio', { name: /^Count bikes/ })).toBeAttached();
  expect(people.complaints).toEqual([]);
});
