// Handing out an event's links, and the form an event is made with, by their props alone. Which moment a time is, and what
// the server says to a draft, is the page's.

import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import EventLinks from '../../../client/components/EventLinks.svelte';
import NewEventForm from '../../../client/components/NewEventForm.svelte';
import type { EventDraft } from '../../../client/components/event-draft.ts';
import { problems } from './stage.ts';

const links = {
  join: 'http://192.168.1.20:3000/join#one',
  facilitator: 'http://192.168.1.20:3000/facilitate#two',
  wall: 'http://192.168.1.20:3000/wall#three',
};
const invitation = { title: 'Data night', code: 'brave-otter-42', links };
const yes = () => Promise.resolve(true);
const replaced = () => Promise.resolve('');

test('[EV9] an event shows its QR, its code with the address to type it at, and three links', async () => {
  const screen = await render(EventLinks, { ...invitation, copy: yes, onreplace: replaced });
  await expect.element(screen.getByRole('img', { name: 'QR code of the link to join Data night' })).toBeVisible();
  await expect.element(screen.getByRole('img', { name: 'Join code: brave-otter-42' })).toBeVisible();
  await expect.element(screen.getByText(/192\.168\.1\.20:3000/)).toBeVisible();
  await expect.element(screen.getByRole('textbox', { name: 'For those who run it' })).toHaveValue(links.facilitator);
  expect(await problems(screen.container)).toEqual([]);
});

test('[EV10] a link is copied by one press, and says so', async () => {
  const copy = vi.fn(yes);
  const screen = await render(EventLinks, { ...invitation, copy, onreplace: replaced });
  await screen.getByRole('button', { name: 'Copy the link: For the projector' }).click();
  expect(copy).toHaveBeenCalledExactlyOnceWith(links.wall);
  await expect.element(screen.getByRole('button', { name: 'Copy the link: For the projector' })).toHaveTextContent('Copied');
});

test('[EV11] where a browser lets no page copy, the link is selected for copying by hand', async () => {
  const screen = await render(EventLinks, { ...invitation, copy: () => Promise.resolve(false), onreplace: replaced });
  await screen.getByRole('button', { name: 'Copy the link: For everybody' }).click();
  await expect.element(screen.getByText(/copy it by hand/)).toBeVisible();
  const input = screen.getByRole('textbox', { name: 'For everybody' }).element() as HTMLInputElement;
  expect(input.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0)).toBe(links.join);
});

test('[EV12] a link is replaced only after a question that says who loses what', async () => {
  const onreplace = vi.fn(replaced);
  const screen = await render(EventLinks, { ...invitation, copy: yes, onreplace });
  const ask = screen.getByRole('button', { name: 'Replace the link: For those who run it' });
  await ask.click();
  await expect.element(screen.getByText(/is signed out and needs the new one/)).toBeVisible();
  await screen.getByRole('button', { name: 'Keep it' }).click();
  expect(onreplace).not.toHaveBeenCalled();
  await ask.click();
  await screen.getByRole('button', { name: 'Replace it' }).click();
  expect(onreplace).toHaveBeenCalledExactlyOnceWith('facilitator');
  await expect.element(screen.getByText(/This is the new link/)).toBeVisible();
});

test('[EV13] what went wrong with replacing is said where it was asked for', async () => {
  const onreplace = () => Promise.resolve('The server cannot be reached.');
  const screen = await render(EventLinks, { ...invitation, copy: yes, onreplace });
  await screen.getByRole('button', { name: 'Replace the link: For everybody' }).click();
  await screen.getByRole('button', { name: 'Replace it' }).click();
  await expect.element(screen.getByText('The server cannot be reached.')).toBeVisible();
});

const draft: EventDraft = {
  title: '',
  scale: 'micro',
  place: '',
  callUrl: '',
  starts: '2026-06-01T18:00',
  ends: '2026-06-01T21:00',
  zone: 'Europe/Madrid',
};
const form = {
  draft,
  zones: ['Europe/Madrid', 'Europe/Lisbon'],
  endAfter: (starts: string) => starts.replace('T19', 'T22').replace('T10', 'T13'),
};

test('[EV14] a title is all an event needs: the rest has answers', async () => {
  const oncreate = vi.fn();
  const screen = await render(NewEventForm, { ...form, oncreate });
  await userEvent.keyboard('Data night{Enter}');
  expect(oncreate).toHaveBeenCalledExactlyOnceWith({ ...draft, title: 'Data night' });
  expect(await problems(screen.container)).toEqual([]);
});

test('[EV15] the end follows the start until somebody sets it', async () => {
  const oncreate = vi.fn();
  const screen = await render(NewEventForm, { ...form, oncreate });
  await screen.getByLabelText('Starts').fill('2026-06-01T19:00');
  await expect.element(screen.getByLabelText('Ends')).toHaveValue('2026-06-01T22:00');
  await screen.getByLabelText('Ends').fill('2026-06-01T20:30');
  await screen.getByLabelText('Starts').fill('2026-06-01T10:00');
  await expect.element(screen.getByLabelText('Ends')).toHaveValue('2026-06-01T20:30');
});

test('[EV16] what is wrong stands at its field, the first of them has focus, and what was typed is kept', async () => {
  const screen = await render(NewEventForm, { ...form, oncreate: vi.fn() });
  await screen.getByLabelText('Where?').fill('Medialab');
  await screen.rerender({ problems: { callUrl: 'A link begins with https://', zone: 'No such zone' } });
  await expect.element(screen.getByLabelText('Link of the call')).toHaveFocus();
  await expect.element(screen.getByLabelText('Time zone of the event')).toHaveAccessibleDescription(/No such zone/);
  await expect.element(screen.getByLabelText('Where?')).toHaveValue('Medialab');
});
