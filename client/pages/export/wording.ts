// Words of exports that follow from the vocabulary: names of trackers, hints by tracker, problems that have words of their own.

import type { Row } from '../../../shared/board/exports.ts';
import type { TargetField, TrackerName } from '../../../shared/report/destination.ts';
import { t, type MessageKey } from '../../locales/text.ts';

/** Proper names, the same in every language. */
export const TRACKER_NAMES: { readonly [T in TrackerName]: string } = {
  github: 'GitHub',
  gitlab: 'GitLab',
  redmine: 'Redmine',
  jira: 'Jira Cloud',
  kanboard: 'Kanboard',
  bugzilla: 'Bugzilla',
  trello: 'Trello',
};

/** What a field holds in one tracker, where a word of its own is needed. */
const LABELS: { readonly [key in `${TrackerName}.${TargetField}`]?: MessageKey } = {};
const PLAIN = {
  base: 'export.base',
  project: 'export.project',
  place: 'export.place',
  account: 'export.account',
  label: 'export.label',
  milestone: 'export.milestone',
} as const;
export const fieldLabel = (tracker: TrackerName, field: TargetField): string => t(LABELS[`${tracker}.${field}`] ?? PLAIN[field]);

const HINTS: { readonly [key in `${TrackerName}.${TargetField | 'token'}`]?: MessageKey } = {
  'github.base': 'exportHint.githubBase',
  'github.project': 'exportHint.githubProject',
  'github.token': 'exportHint.githubToken',
};
export function fieldHint(tracker: TrackerName, field: TargetField | 'token'): string {
  const key = HINTS[`${tracker}.${field}`];
  return key ? t(key) : '';
}

const OWN_WORDS: { readonly [problem: string]: MessageKey } = {
  'no-answer': 'export.problemNoAnswer',
  broke: 'export.problemBroke',
  'no-title': 'exportAction.invalid',
  archived: 'exportObstacle.archived',
  'issues-off': 'exportObstacle.issues-off',
  'may-not-create': 'exportObstacle.may-not-create',
  'no-such-place': 'exportObstacle.no-such-place',
};
/** Ours in the person's language, a tracker's own as it said it. */
export const problemText = (problem: string): string => (OWN_WORDS[problem] ? t(OWN_WORDS[problem]) : problem);

export const droppedText = ({ dropped }: Row): string => {
  const fields = dropped.split(',').map((field) => t(`exportField.${field as 'labels' | 'assignees' | 'milestone'}`));
  return dropped === '' ? '' : t('export.leftOut', { fields: fields.join(', ') });
};
