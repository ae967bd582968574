// A card on the wall: opening it, sitting down on it, what it says when it is finished.

import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import TaskCard from '../../../client/components/TaskCard.svelte';
import { ana, claim, lee, NOW, outcome, people, problems, task } from './stage.ts';

const callbacks = () => ({ onopen: vi.fn(), onclaim: vi.fn(), onrelease: vi.fn() });
const board = { people, me: ana.id, now: NOW };

test('[LK22] a press anywhere on a card opens it, and so does Enter on its title', async () => {
  const calls = callbacks();
  const card = task({ title: 'Fix the menu', size: 30 });
  const screen = await render(TaskCard, { task: card, claims: [], ...board, ...calls });
  await userEvent.click(screen.getByRole('article'), { position: { x: 200, y: 6 } });
  await userEvent.keyboard('{Enter}');
  expect(calls.onopen.mock.calls).toEqual([[card.id], [card.id]]);
});

test('[LK23] a tap on a seat claims and does not open the card', async () => {
  const calls = callbacks();
  const card = task();
  const screen = await render(TaskCard, { task: card, claims: [], ...board, ...calls });
  await screen.getByRole('button', { name: 'Take a seat on Fix the menu' }).click();
  expect(calls.onclaim).toHaveBeenCalledExactlyOnceWith(card.id);
  expect(calls.onopen).not.toHaveBeenCalled();
});

test('[LK24] a card says in words how many seats are free, how large it is and whom it suits', async () => {
  const card = task({ first: true, size: 15, seats: 3, skills: { design: true, CSS: true, testing: true, writing: true } });
  const screen = await render(TaskCard, { task: card, claims: [claim(card, lee, 0)], ...board, ...callbacks() });
  for (const word of ['2 seats free', '15 min', 'First task', 'design', '+1']) await expect.element(screen.getByText(word)).toBeVisible();
  expect(await problems(screen.container)).toEqual([]);
});

test.each([
  ['partial', 'Partly'],
  ['blocked', 'Blocked'],
] as const)('[LK42] a task that ended %s wears its stamp in words and stays open for others', async (kind, word) => {
  const card = task({ outcome: outcome(kind) });
  const screen = await render(TaskCard, { task: card, claims: [], ...board, ...callbacks() });
  await expect.element(screen.getByText(word, { exact: true })).toBeVisible();
  await expect.element(screen.getByRole('button', { name: `Take a seat on ${card.title}` })).toBeVisible();
  expect(await problems(screen.container)).toEqual([]);
});

test.each([
  ['done', 'Done'],
  ['learned', 'Learned'],
] as const)('[LK25] a task that ended %s wears its stamp in words and offers no seat', async (kind, word) => {
  const card = task({ outcome: outcome(kind) });
  const screen = await render(TaskCard, { task: card, claims: [claim(card, ana, 0)], ...board, ...callbacks() });
  await expect.element(screen.getByText(word, { exact: true })).toBeVisible();
  await expect.element(screen.getByRole('img', { name: 'Ana, you' })).toBeVisible();
  expect(screen.getByRole('button').elements()).toHaveLength(1);
  expect(await problems(screen.container)).toEqual([]);
});

test('[LK26] the tape on a card names its challenge', async () => {
  const screen = await render(TaskCard, {
    task: task(),
    challenge: { title: 'A better site', tape: 3 },
    claims: [],
    compact: true,
    ...board,
  });
  await expect.element(screen.getByRole('img', { name: 'A better site' })).toBeVisible();
});

test('[LK27] a card with the longest words stays within a phone', async () => {
  const card = task({
    title: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(2).slice(0, 140),
    seats: 12,
  });
  const screen = await render(TaskCard, { task: card, claims: [claim(card, ana, 0), claim(card, lee, 1)], ...board, ...callbacks() });
  screen.container.style.width = '320px';
  const article = screen.getByRole('article').element();
  expect(article.scrollWidth).toBeLessThanOrEqual(article.clientWidth);
});
