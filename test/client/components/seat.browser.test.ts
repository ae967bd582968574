// Seats and faces as a person meets them: by tap, by keyboard, by screen reader. Who may sit is the referee's.

import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Face from '../../../client/components/Face.svelte';
import Seat from '../../../client/components/Seat.svelte';
import Seats from '../../../client/components/Seats.svelte';
import { ana, claim, lee, NOW, people, problems, sam, task } from './stage.ts';

test('[LK12] an empty seat is a button named after its task, and one tap asks for it', async () => {
  const onclaim = vi.fn();
  const screen = await render(Seat, { task: 'Fix the menu', onclaim });
  await screen.getByRole('button', { name: 'Take a seat on Fix the menu' }).click();
  expect(onclaim).toHaveBeenCalledOnce();
  expect(await problems(screen.container)).toEqual([]);
});

test('[LK13] an empty seat is taken by Enter and by Space', async () => {
  const onclaim = vi.fn();
  await render(Seat, { task: 'Fix the menu', onclaim });
  await userEvent.keyboard('{Tab}{Enter} ');
  expect(onclaim).toHaveBeenCalledTimes(2);
});

test('[LK14] even the smallest seat gives a finger 44 px', async () => {
  const onclaim = vi.fn();
  const screen = await render(Seat, { task: 'Fix the menu', size: 's', onclaim });
  const box = screen.getByRole('button').element().getBoundingClientRect();
  const reach = (dx: number) => document.elementFromPoint(box.x + box.width / 2 + dx, box.y + box.height / 2)?.closest('button');
  expect(box.width).toBeLessThan(44);
  expect([reach(-8), reach(20)]).toEqual([screen.getByRole('button').element(), screen.getByRole('button').element()]);
});

test('[LK15] a seat that may not be taken shows, and takes no press', async () => {
  const onclaim = vi.fn();
  const shown = await render(Seat, { task: 'Fix the menu' });
  expect(shown.container.querySelector('button')).toBeNull();
  const disabled = await render(Seat, { task: 'Fix the menu', disabled: true, onclaim });
  await expect.element(disabled.getByRole('button')).toBeDisabled();
});

test('[LK16] your own seat gives itself back; that of somebody else opens the person', async () => {
  const onrelease = vi.fn();
  const onperson = vi.fn();
  const mine = await render(Seat, { task: 'Fix the menu', person: ana, you: true, onrelease, onperson });
  await mine.getByRole('button', { name: 'Give back your seat on Fix the menu' }).click();
  const theirs = await render(Seat, { task: 'Fix the menu', person: lee, onrelease, onperson });
  await theirs.getByRole('button', { name: 'Lee' }).click();
  expect([onrelease.mock.calls.length, onperson.mock.calls.length]).toEqual([1, 1]);
});

test('[LK17] a requested seat says that it waits, and takes no second tap', async () => {
  const screen = await render(Seat, { task: 'Fix the menu', person: ana, requested: true, onclaim: vi.fn() });
  await expect.element(screen.getByRole('img', { name: /requested.*back online/ })).toBeVisible();
  expect(screen.container.querySelector('button')).toBeNull();
});

test('[LK18] of several free seats one is for taking, and none once you sit', async () => {
  const onclaim = vi.fn();
  const mob = task({ seats: 4 });
  const screen = await render(Seats, { task: mob, claims: [claim(mob, lee, 0)], people, me: ana.id, now: NOW, onclaim });
  await screen.getByRole('button', { name: 'Take a seat on Fix the menu' }).click();
  expect(onclaim).toHaveBeenCalledExactlyOnceWith(mob.id);
  expect(screen.container.querySelectorAll('li')).toHaveLength(4);
  await screen.rerender({ claims: [claim(mob, lee, 0), claim(mob, ana, 1)] });
  expect(screen.getByRole('button', { name: 'Take a seat' }).query()).toBeNull();
});

test('[LK19] a face says in words what its signs show', async () => {
  const screen = await render(Face, { person: ana, you: true, driving: true, hand: true, lease: 0.1, lapsing: true });
  await expect.element(screen.getByRole('img', { name: 'Ana, you, driving, asks for help, seat runs out soon' })).toBeVisible();
  expect(await problems(screen.container)).toEqual([]);
});

test('[LK20] two people of one name wear different glyphs and colors', async () => {
  const first = await render(Face, { person: { name: 'Ana', color: 0, glyph: '●' } });
  const second = await render(Face, { person: { name: 'Ana', color: 5, glyph: '♣' } });
  const drawn = (screen: typeof first) => screen.container.querySelector('.glyph path')?.getAttribute('d');
  const painted = (screen: typeof first) => getComputedStyle(screen.container.querySelector('.disc') as Element).backgroundColor;
  expect(drawn(first)).not.toBe(drawn(second));
  expect(painted(first)).not.toBe(painted(second));
});

test('[LK21] the ring shows how much of the lease is left', async () => {
  const half = task();
  const screen = await render(Seats, { task: half, claims: [claim(half, sam, 0, 20)], people, now: NOW, leaseMinutes: 40 });
  expect(screen.container.querySelector('.left')?.getAttribute('stroke-dasharray')).toBe('50 100');
});
