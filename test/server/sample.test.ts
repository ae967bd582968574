// The sample event as it stands on a board: complete, within the limits, real where it says so, and possible in time.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { fillSample, sampleEvent } from '../../server/sample/fill.ts';
import { SAMPLE_CHALLENGES, SAMPLE_PEOPLE } from '../../server/sample/global-sprint-2017.ts';
import { rootOf } from '../../shared/board/board.ts';
import { prepareBoard } from '../../shared/board/server-writes.ts';
import { CHALLENGE, LIMITS, META, PERSON, ROOTS, SIZES, TASK, type Field, type Shape } from '../../shared/board/schema.ts';
import { taskState } from '../../shared/board/task.ts';
import { viewBoard } from '../../shared/board/view.ts';
import { MINUTE, millis } from '../../shared/ids.ts';
import { reportOf } from '../../shared/report/report.ts';
import { readProjects } from '../support/activity.ts';
import { seededMint } from '../support/seed.ts';

const NOW = millis(Date.UTC(2026, 4, 9, 13, 7));
const read = (name: string) => readFileSync(new URL(`../data/global-sprint-2017/${name}`, import.meta.url), 'utf8');

function filled(seed = 2017): Y.Doc {
  const doc = new Y.Doc();
  prepareBoard(doc);
  fillSample(doc, seededMint(seed), NOW);
  return doc;
}
const view = viewBoard(filled());
const report = reportOf(view, sampleEvent(NOW), NOW);

/** Values that the schema does not allow, by path. */
function faults(path: string, shape: Shape, value: unknown): string[] {
  if (!(value instanceof Y.Map)) return [`${path} is no map`];
  const unknown = [...value.keys()].filter((key) => !Object.hasOwn(shape, key)).map((key) => `${path}.${key} is unknown`);
  return [
    ...unknown,
    ...Object.entries(shape).flatMap(([key, field]) => (value.has(key) ? faultsIn(`${path}.${key}`, field, value.get(key)) : [])),
  ];
}

function faultsIn(path: string, field: Field, value: unknown): string[] {
  switch (field.type) {
    case 'text':
      return value instanceof Y.Text && value.length <= field.max ? [] : [path];
    case 'string':
      return typeof value === 'string' && value.length <= field.max ? [] : [path];
    case 'number':
      return typeof value === 'number' && value >= field.min && value <= field.max ? [] : [path];
    case 'choice':
      return field.of.includes(value as string) ? [] : [path];
    case 'map':
      if (!(value instanceof Y.Map) || value.size > field.most) return [path];
      return [...value.keys()].filter((key) => !field.key.test(key)).map((key) => `${path}.${key}`);
    case 'shape':
      return faults(path, field.fields as Shape, value);
    case 'id':
    case 'time':
    case 'boolean':
      return typeof value === { id: 'string', time: 'number', boolean: 'boolean' }[field.type] ? [] : [path];
  }
}

describe('the sample event on a board', () => {
  test('[SA5] eight projects, fifty tasks and twenty-four people, with work free, claimed and done', () => {
    expect(report.numbers).toMatchObject({
      challenges: 8,
      tasks: { all: 50, free: 33, claimed: 11, done: 6 },
      outcomes: { all: 8, done: 5, partial: 1, learned: 1, blocked: 1 },
      people: { all: 24, newcomers: 7 },
      sprints: 1,
    });
    for (const challenge of view.challenges) {
      const tasks = view.tasks.filter((task) => task.challenge === challenge.id);
      expect(tasks.length).toBeGreaterThanOrEqual(5);
      expect(tasks.length).toBeLessThanOrEqual(8);
      expect(tasks.some((task) => task.first && taskState(task, view.claims.get(task.id)?.length ?? 0) === 'free')).toBe(true);
    }
  });

  test('[SA5] it shows every sort of thing a board has: kinds, phases, first tasks, sizes, places, roles, pairs', () => {
    const all = <T>(values: readonly T[]) => new Set(values).size;
    expect(all(view.tasks.map((task) => task.kind))).toBe(2);
    expect(all(view.tasks.map((task) => task.phase))).toBe(3);
    expect(all(view.challenges.map((challenge) => challenge.tape))).toBe(8);
    expect(all(view.challenges.map((challenge) => challenge.track))).toBe(5);
    expect(all([...view.people.values()].map((person) => person.place))).toBe(3);
    expect([...view.people.values()].filter((person) => person.role === 'facilitator')).toHaveLength(1);
    expect([...view.people.values()].filter((person) => person.role === 'mentor')).toHaveLength(3);
    expect(view.tasks.every((task) => task.size > 0 && (SIZES as readonly number[]).includes(task.size))).toBe(true);
    expect([...view.claims.values()].filter((claims) => claims.length === 2).length).toBeGreaterThan(3);
    const anas = [...view.people.values()].filter((person) => person.name === 'Ana');
    expect(all(anas.map((ana) => ana.glyph)) + all(anas.map((ana) => ana.color))).toBe(4);
  });

  test('[SA6] every value is one the schema allows, and the board is in the order of the content', () => {
    const doc = filled();
    expect(faults('meta', META, rootOf(doc, 'meta'))).toEqual([]);
    const shapes = { challenges: CHALLENGE, tasks: TASK, people: PERSON } as const;
    for (const root of ['challenges', 'tasks', 'people'] as const) {
      expect([...rootOf(doc, root).entries()].flatMap(([id, value]) => faults(`${root}.${id}`, shapes[root], value))).toEqual([]);
    }
    expect([...doc.share.keys()].every((root) => (ROOTS as readonly string[]).includes(root))).toBe(true);
    expect(view.challenges.map((challenge) => challenge.title)).toEqual(SAMPLE_CHALLENGES.map((challenge) => challenge.title));
    for (const [index, challenge] of view.challenges.entries()) {
      const titles = view.tasks.filter((task) => task.challenge === challenge.id).map((task) => task.title);
      expect(titles).toEqual(SAMPLE_CHALLENGES[index]?.tasks.map((task) => task.title));
    }
    expect(SAMPLE_PEOPLE.every((person) => person.name.length <= LIMITS.name)).toBe(true);
  });

  test('[SA7] seats are possible: nobody sits twice, mentors nowhere, and every lease outlives now', () => {
    const seated = [...view.claims.values()].flat();
    expect(new Set(seated.map((claim) => claim.person)).size).toBe(seated.length);
    for (const claim of seated) {
      const task = view.tasks.find((one) => one.id === claim.task);
      expect(view.people.get(claim.person)?.role).toBe('participant');
      expect(claim.seat).toBeLessThan(task?.seats ?? 0);
      expect(claim.since).toBeLessThan(NOW);
      expect(claim.leaseEndsAt).toBeGreaterThan(NOW);
      expect(task?.outcome.kind).toBe('');
    }
    expect(seated.filter((claim) => claim.leaseEndsAt < NOW + 10 * MINUTE)).toHaveLength(2);
    for (const claims of view.claims.values()) expect(claims.filter((claim) => claim.driving)).toHaveLength(1);
  });

  test('[SA7] times are possible: people come before they act, the log is in order, nothing lies ahead', () => {
    const joined = new Map([...view.people.values()].map((person) => [person.id, person.joinedAt]));
    const { startsAt, endsAt } = sampleEvent(NOW);
    const came = (person: string, at: number) => expect(joined.get(person as never) ?? Infinity).toBeLessThanOrEqual(at);
    for (const at of joined.values()) expect(at).toBeGreaterThanOrEqual(startsAt - 15 * MINUTE);
    for (const challenge of view.challenges) came(challenge.author, challenge.at);
    for (const { by, at } of view.log) if (by !== '') came(by, at);
    for (const task of view.tasks.filter((one) => one.outcome.kind !== '')) {
      for (const person of Object.keys(task.outcome.credit)) came(person, task.outcome.at);
      expect(task.outcome.at).toBeLessThan(NOW);
      expect(task.outcome.at).toBeGreaterThan(task.at);
    }
    const moments = view.log.map((entry) => entry.at);
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
    expect(Math.max(...moments)).toBeLessThan(NOW);
    expect(startsAt).toBeLessThan(NOW);
    expect(endsAt).toBeGreaterThan(NOW);
    expect(view.sprint.endedAt).toBe(report.sprints[0]?.endedAt);
  });

  test('[SA7] nobody works on two things at once', () => {
    const at = new Map<string, string>();
    for (const entry of view.log) {
      if (entry.kind === 'claimed')
        expect(at.get(entry.by), SAMPLE_PEOPLE[[...view.people.keys()].indexOf(entry.by as never)]?.handle).toBeUndefined();
      if (entry.kind === 'claimed') at.set(entry.by, entry.task ?? '');
      if (entry.kind === 'released') at.delete(entry.by);
    }
  });

  test('[SA8] projects, tracks and sites are those of the real sprint', () => {
    const { projects } = readProjects(read('global-sprint-2017-projects.csv'));
    const sites = Object.values(
      JSON.parse(read('global-sprint-sites.json')) as Record<string, { siteName: string; siteLocationCity: string }[]>,
    ).flat();
    for (const { repo, track } of SAMPLE_CHALLENGES) {
      expect(projects.find((project) => project.repo.toLowerCase() === repo.toLowerCase())?.tracks, repo).toContain(track);
    }
    for (const { site } of SAMPLE_PEOPLE.filter((person) => person.place === 'site')) {
      const real = sites.some(({ siteName, siteLocationCity }) => site === siteName || site === `${siteName}, ${siteLocationCity}`);
      expect(real || sites.some(({ siteName }) => site === siteName.trim()), site).toBe(true);
    }
    expect(readFileSync(new URL('../../server/sample/NOTICE.md', import.meta.url), 'utf8')).toContain(
      'Copyright (c) 2017 Mozilla Foundation and contributors',
    );
    expect(view.meta.brief).toContain('Copyright (c) 2017 Mozilla Foundation and contributors');
  });

  test('[SA9] filling with the same ids gives the same board', () => {
    expect(viewBoard(filled())).toEqual(view);
    expect(viewBoard(filled(1)).tasks.map((task) => task.id)).not.toEqual(view.tasks.map((task) => task.id));
  });
});
