// The organizer sets up what programs need: a token that works until it is revoked, a webhook that is tried, feeds that open.

import AxeBuilder from '@axe-core/playwright';
import { expect, LAPTOP, test } from './hackfest.ts';

test('[AT10] the organizer makes a token, sees it once, and revokes it; a webhook into a private network says why it is not sent', async ({
  server,
  people,
}) => {
  const page = await people.page(LAPTOP);
  await page.goto(server.organizerLink);
  await page
    .getByRole('button', { name: /sample event/i })
    .first()
    .click();
  await page.getByRole('button', { name: 'All events' }).click();
  await page.getByRole('button', { name: 'Tokens, webhooks, feeds' }).click();
  await page.getByLabel('Name').fill('Nightly report');
  await page.getByRole('button', { name: 'Make a token' }).click();
  const token = await page.getByRole('textbox', { name: 'The new token' }).inputValue();
  const status = async () => (await fetch(`${server.origin}/api/events`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await status()).toBe(200);

  await page.getByLabel('Address').fill('https://10.0.0.1/hook');
  await page.getByRole('button', { name: 'Add webhook' }).click();
  await expect(page.getByRole('textbox', { name: 'The secret to check signatures with' })).toHaveValue(/^whsec_/);
  await page.getByRole('button', { name: 'Try it' }).click();
  await expect(page.getByText('Not sent: this address is not https or leads into a private network.')).toBeVisible();
  const agenda = await page.getByRole('textbox', { name: 'Agenda, for calendars (iCal)' }).inputValue();
  expect(await (await fetch(server.origin + new URL(agenda).pathname)).text()).toContain('BEGIN:VCALENDAR');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

  await page.getByRole('button', { name: 'Revoke Nightly report' }).click();
  await page.getByRole('button', { name: 'Revoke for good' }).click();
  await expect(page.getByText('Nightly report', { exact: true })).toBeHidden();
  expect(await status()).toBe(401);
});
