// The templates a task can begin from: the board's own where a facilitator made some, else the usual ones in the person's language.

import { TASK, type Template } from '../../../shared/board/schema.ts';
import { t } from '../../locales/text.ts';

/** What each of the usual ones fills in beside its words. */
const USUAL = [
  { name: 'bug', size: 60, first: false, kind: 'contribution' },
  { name: 'translation', size: 30, first: true, kind: 'contribution' },
  { name: 'docs', size: 30, first: true, kind: 'contribution' },
  { name: 'design', size: 60, first: false, kind: 'contribution' },
  { name: 'research', size: 60, first: false, kind: 'learning' },
] as const;

const usual = (): Template[] =>
  USUAL.map(({ name, size, first, kind }, order) => ({
    name: t(`template.${name}`),
    brief: t(`template.${name}Brief`),
    skills: t(`template.${name}Skills`),
    size,
    first,
    kind,
    order,
  }));

/** By key; the usual ones have keys that are no ids. */
export function templatesOf(own: { readonly [id: string]: Template }): { readonly key: string; readonly template: Template }[] {
  const listed = Object.entries(own).map(([key, template]) => ({ key, template }));
  if (listed.length === 0) return usual().map((template) => ({ key: String(template.order), template }));
  return listed.sort((a, b) => a.template.order - b.template.order || (a.key < b.key ? -1 : 1));
}

/** Typed with commas; what is no skill is left out. */
export const skillsIn = (typed: string): string[] =>
  typed
    .split(',')
    .map((skill) => skill.trim())
    .filter((skill) => TASK.skills.key.test(skill));
