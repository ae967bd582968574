// A busy room: how its people come in. Used by the loads that need one.

import type { Door } from '../adapters/adapter.ts';
import type { Crew } from '../clients/crew.ts';
import type { Crowd } from '../clients/crowd.ts';
import type { Editors } from '../clients/editors.ts';
import { pause, type Stage } from '../stage.ts';

const AT_ONCE = 50;

export type Room = { readonly editors: Crew<Editors>; readonly crowd: Crew<Crowd> };
type Busy = { readonly writers: number; readonly probes: number };

export async function busyRoom(stage: Stage, { people, ...busy }: Busy & { readonly people: number }): Promise<Room> {
  return fillRoom(stage, await stage.room(people), busy);
}

/** Fills a room and lets everybody in. A server sends in the order people came, so the probes come spread among the crowd. */
export async function fillRoom(stage: Stage, doors: readonly Door[], { writers, probes }: Busy): Promise<Room> {
  const editors = stage.editors();
  const crowd = stage.crowd();
  await editors.ask('fill', { rooms: [doors.slice(0, 2)] });
  await editors.ask('seat', { rooms: [doors.slice(0, writers)] });
  const watching = doors.slice(writers, writers + probes);
  const others = doors.slice(writers + probes);
  for (const [index, door] of watching.entries()) {
    await crowd.ask('come', { doors: part(others, index, probes + 1), atOnce: AT_ONCE });
    await editors.ask('watch', { doors: [door] });
  }
  await crowd.ask('come', { doors: part(others, probes, probes + 1), atOnce: AT_ONCE });
  await editors.ask('fillersLeave');
  return { editors, crowd };
}

function part(doors: readonly Door[], index: number, of: number): Door[] {
  return doors.slice(Math.floor((doors.length * index) / of), Math.floor((doors.length * (index + 1)) / of));
}

/** A few people come to a room and leave, so that memory and code are as in a server that has been running. */
export async function warmUp(stage: Stage, { editors, crowd }: Room): Promise<Door[]> {
  const doors = await stage.room(50);
  await editors.ask('fill', { rooms: [doors.slice(0, 2)] });
  await visit(crowd, doors);
  await editors.ask('fillersLeave');
  return doors;
}

export async function visit(crowd: Crew<Crowd>, doors: Door[]): Promise<void> {
  await crowd.ask('come', { doors, atOnce: AT_ONCE });
  await crowd.ask('leave');
}

/** Waits until nothing more arrives: what is still under way belongs to what was measured, not to what comes next. */
export async function quiet(crowd: Crew<Crowd>): Promise<void> {
  let before = -1;
  for (let tries = 0; tries < 60; tries++) {
    const { bytes } = await crowd.ask('counts');
    if (bytes === before) return;
    before = bytes;
    await pause(150);
  }
}
