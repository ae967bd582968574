// What a task can begin from: the usual templates in one's language, or the board's own in their order.

import { describe, expect, it } from 'vitest';
import { skillsIn, templatesOf } from '../../../client/pages/board/templates.ts';
import { LIMITS, TASK_KINDS, TEMPLATE, type Template } from '../../../shared/board/schema.ts';

const template = (given: Partial<Template>): Template => ({
  name: 'x',
  brief: '',
  skills: '',
  kind: 'contribution',
  size: 0,
  first: false,
  order: 0,
  ...given,
});

describe('templates', () => {
  it('[TP1] a board without its own has the usual ones, each of which a task can hold', () => {
    const usual = templatesOf({});
    expect(usual.length).toBeGreaterThanOrEqual(5);
    expect(usual.length).toBeLessThanOrEqual(LIMITS.templates);
    for (const { template: one } of usual) {
      expect(one.name).not.toBe('');
      expect(one.brief.length).toBeLessThanOrEqual(TEMPLATE.brief.max);
      expect(skillsIn(one.skills).length).toBeGreaterThan(0);
      expect(TASK_KINDS).toContain(one.kind);
    }
  });

  it('[TP2] a board’s own stand in their order and take the place of the usual ones', () => {
    const own = { q100000000000002: template({ name: 'B', order: 1 }), q100000000000001: template({ name: 'A', order: 0 }) };
    expect(templatesOf(own).map(({ template: { name } }) => name)).toEqual(['A', 'B']);
  });

  it('[TP3] skills are typed with commas, and what is no skill is left out', () => {
    expect(skillsIn(' docs,, C++ ,<b>, añil, ')).toEqual(['docs', 'C++', 'añil']);
  });
});
