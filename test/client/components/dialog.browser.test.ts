// What opens over the board: focus goes in, Escape comes out, focus returns. And the fields inside.

import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Choice from '../../../client/components/Choice.svelte';
import Field from '../../../client/components/Field.svelte';
import Toasts from '../../../client/components/Toasts.svelte';
import Openings from './Openings.svelte';
import { problems } from './stage.ts';

beforeEach(() => page.viewport(1366, 768));

test.each(['dialog', 'sheet'] as const)('[LK33] a %s takes focus, closes by Escape and gives focus back', async (kind) => {
  const onclosed = vi.fn();
  const screen = await render(Openings, { kind, onclosed });
  const opener = screen.getByRole('button', { name: 'Open' });
  await opener.click();
  const opened = screen.getByRole('dialog', { name: 'Start a sprint' });
  await expect.element(opened).toBeVisible();
  expect(opened.element().contains(document.activeElement)).toBe(true);
  expect(await problems()).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await expect.element(opened).not.toBeInTheDocument();
  expect(onclosed).toHaveBeenCalledOnce();
  await expect.element(opener).toHaveFocus();
});

test('[LK34] a dialog keeps the board out of reach, a sheet on a laptop does not', async () => {
  const dialog = await render(Openings, { kind: 'dialog' });
  await dialog.getByRole('button', { name: 'Open' }).click();
  expect(document.querySelector('dialog')?.matches(':modal')).toBe(true);
  await dialog.unmount();
  const sheet = await render(Openings, { kind: 'sheet' });
  await sheet.getByRole('button', { name: 'Open' }).click();
  expect(document.querySelector('dialog')?.matches(':modal')).toBe(false);
});

test('[LK35] on a phone a sheet comes from below and keeps the board out of reach, until it closes', async () => {
  await page.viewport(390, 844);
  const screen = await render(Openings, { kind: 'sheet' });
  const opener = screen.getByRole('button', { name: 'Open' });
  const behind = opener.element() as HTMLElement;
  await opener.click();
  const sheet = screen.getByRole('dialog', { name: 'Start a sprint' });
  await expect.element(sheet).toHaveAttribute('aria-modal', 'true');
  expect(behind.inert).toBe(true);
  await expect.poll(() => Math.round(sheet.element().getBoundingClientRect().bottom)).toBe(844);
  expect(await problems()).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await expect.element(sheet).not.toBeInTheDocument();
  expect(behind.inert).toBe(false);
  await expect.element(opener).toHaveFocus();
});

test('[LK43] on a phone a press beside a sheet closes it', async () => {
  await page.viewport(390, 844);
  const onclosed = vi.fn();
  const screen = await render(Openings, { kind: 'sheet', onclosed });
  await screen.getByRole('button', { name: 'Open' }).click();
  await userEvent.click(document.body, { position: { x: 5, y: 5 }, force: true });
  await expect.poll(() => onclosed.mock.calls.length).toBe(1);
});

test('[LK44] Escape closes a sheet wherever focus is, and leaves it when a dialog is open above', async () => {
  const onclosed = vi.fn();
  const screen = await render(Openings, { kind: 'sheet', onclosed });
  await screen.getByRole('button', { name: 'Open' }).click();
  const above = document.body.appendChild(document.createElement('dialog'));
  above.showModal();
  await userEvent.keyboard('{Escape}');
  expect(onclosed).not.toHaveBeenCalled();
  above.remove();
  (document.activeElement as HTMLElement).blur();
  await userEvent.keyboard('{Escape}');
  expect(onclosed).toHaveBeenCalledOnce();
});

test('[LK45] on a phone a message above a sheet can be answered', async () => {
  await page.viewport(390, 844);
  const run = vi.fn();
  const sheet = await render(Openings, { kind: 'sheet' });
  await sheet.getByRole('button', { name: 'Open' }).click();
  const messages = await render(Toasts, {
    toasts: [{ id: '1', kind: 'info', text: 'Your seat is free again.', action: { label: 'Undo', run } }],
    ondismiss: vi.fn(),
  });
  await messages.getByRole('button', { name: 'Undo' }).click();
  expect(run).toHaveBeenCalledOnce();
});

test('[LK36] a press outside closes a dialog, a press inside does not', async () => {
  const onclosed = vi.fn();
  const screen = await render(Openings, { kind: 'dialog', onclosed });
  await screen.getByRole('button', { name: 'Open' }).click();
  await screen.getByRole('textbox', { name: 'Goal' }).click();
  expect(onclosed).not.toHaveBeenCalled();
  await userEvent.click(document.body, { position: { x: 5, y: 5 }, force: true });
  await expect.poll(() => onclosed.mock.calls.length).toBe(1);
});

test('[LK37] a field says what is wrong, and says it to screen readers too', async () => {
  const screen = await render(Field, { label: 'Join code', hint: 'Two words and a number', error: 'No event goes by this code.' });
  const field = screen.getByRole('textbox', { name: 'Join code' });
  await expect.element(field).toBeInvalid();
  await expect.element(field).toHaveAccessibleDescription('Two words and a number No event goes by this code.');
  expect(await problems(screen.container)).toEqual([]);
});

test('[LK38] arrow keys move a choice', async () => {
  const onchange = vi.fn();
  const options = [15, 25, 50].map((value) => ({ value, label: `${value} min` }));
  const screen = await render(Choice, { legend: 'Length', options, value: 15, onchange });
  await userEvent.keyboard('{Tab}{ArrowRight}');
  expect(onchange).toHaveBeenCalledExactlyOnceWith(25);
  await expect.element(screen.getByRole('radio', { name: '25 min' })).toBeChecked();
  expect(await problems(screen.container)).toEqual([]);
});

test('[LK39] a message is announced, and its one action runs and dismisses it', async () => {
  const run = vi.fn();
  const ondismiss = vi.fn();
  const screen = await render(Toasts, {
    toasts: [{ id: '1', kind: 'info', text: 'Your seat is free again.', action: { label: 'Undo', run } }],
    ondismiss,
  });
  await expect.element(screen.getByRole('status')).toHaveTextContent('Your seat is free again.');
  await screen.getByRole('button', { name: 'Undo' }).click();
  expect(run).toHaveBeenCalledOnce();
  expect(ondismiss).toHaveBeenCalledExactlyOnceWith('1');
});
