// The clock in the facilitator's hand: where its buttons stand and what they ask for.

import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import SprintControls from '../../../client/components/SprintControls.svelte';
import type { SprintState } from '../../../shared/live/sprint.ts';
import { problems } from './stage.ts';

const callbacks = () => ({ onstart: vi.fn(), onpause: vi.fn(), onresume: vi.fn(), onextend: vi.fn(), onend: vi.fn() });
const STATES: readonly SprintState[] = ['none', 'running', 'paused', 'over'];

test('[CO6] the controls stand in the same place in every state of the sprint', async () => {
  const screen = await render(SprintControls, {
    state: 'none',
    goal: 'A goal that is long enough to take more than one line',
    ...callbacks(),
  });
  const places = [];
  for (const state of STATES) {
    await screen.rerender({ state });
    const buttons = [...screen.container.querySelectorAll('.main button, .more button')];
    places.push(buttons.map((button) => Math.round(button.getBoundingClientRect().top)));
  }
  expect(new Set(places.map(String)).size).toBe(1);
  expect(places[0]).toHaveLength(4);
});

test('[CO7] a sprint starts with the chosen minutes and the goal', async () => {
  const given = callbacks();
  const screen = await render(SprintControls, { state: 'none', ...given });
  await screen.getByRole('radio', { name: '50' }).click();
  await screen.getByLabelText('Goal').fill('  A page a newcomer can follow ');
  await screen.getByRole('button', { name: 'Start 50 minutes' }).click();
  expect(given.onstart).toHaveBeenCalledExactlyOnceWith(50, 'A page a newcomer can follow');
});

test.each([
  ['7', 7],
  ['12,5', 12.5],
])('[CO8] any length can be typed: %s', async (typed, minutes) => {
  const given = callbacks();
  const screen = await render(SprintControls, { state: 'over', ...given });
  await screen.getByRole('radio', { name: 'Other' }).click();
  await screen.getByLabelText('Minutes', { exact: true }).fill(typed);
  await screen.getByRole('button', { name: 'Start' }).click();
  expect(given.onstart).toHaveBeenCalledExactlyOnceWith(minutes, '');
});

test.each(['', '0', '601', 'soon'])('[CO9] a length that is none (%j) is refused in words and starts nothing', async (typed) => {
  const given = callbacks();
  const screen = await render(SprintControls, { state: 'none', ...given });
  await screen.getByRole('radio', { name: 'Other' }).click();
  await screen.getByLabelText('Minutes', { exact: true }).fill(typed);
  await screen.getByRole('button', { name: 'Start' }).click();
  await expect.element(screen.getByRole('alert')).toHaveTextContent('1 to 600');
  expect(given.onstart).not.toHaveBeenCalled();
});

test('[CO10] ending a sprint asks first, and an answer of no lets it run', async () => {
  const given = callbacks();
  const screen = await render(SprintControls, { state: 'running', ...given });
  await screen.getByRole('button', { name: 'End', exact: true }).click();
  await screen.getByRole('button', { name: 'Let it run' }).click();
  expect(given.onend).not.toHaveBeenCalled();
  await screen.getByRole('button', { name: 'End', exact: true }).click();
  await screen.getByRole('button', { name: 'End it now' }).click();
  expect(given.onend).toHaveBeenCalledOnce();
});

test('[CO11] what cannot be done now is greyed, never gone', async () => {
  const screen = await render(SprintControls, { state: 'none', ...callbacks() });
  for (const name of ['+1 min', '+5 min', 'End']) await expect.element(screen.getByRole('button', { name, exact: true })).toBeDisabled();
  await screen.rerender({ state: 'paused' });
  for (const name of ['+1 min', '+5 min', 'End']) await expect.element(screen.getByRole('button', { name, exact: true })).toBeEnabled();
  expect(await problems(screen.container)).toEqual([]);
});
