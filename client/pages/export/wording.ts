// Words of exports that follow from the vocabulary: names of trackers, labels and hints by tracker, problems that have words of their own.

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

const PLAIN = {
  base: 'export.base',
  project: 'export.project',
  place: 'export.place',
  account: 'export.account',
  label: 'export.label',
  milestone: 'export.milestone',
} as const;

/** What a field holds in one tracker, by that tracker's own word. */
const LABELS: { readonly [key in `${TrackerName}.${TargetField}`]?: MessageKey } = {
  'redmine.place': 'exportField.kind',
  'redmine.milestone': 'exportField.version',
  'jira.place': 'exportField.kind',
  'jira.account': 'exportField.email',
  'kanboard.place': 'exportField.column',
  'kanboard.account': 'exportField.user',
  'bugzilla.project': 'exportField.product',
  'bugzilla.place': 'exportField.component',
  'trello.project': 'exportField.board',
  'trello.place': 'exportField.list',
  'trello.account': 'exportField.key',
};
export const fieldLabel = (tracker: TrackerName, field: TargetField): string => t(LABELS[`${tracker}.${field}`] ?? PLAIN[field]);

type Hinted = `${TrackerName}.${TargetField | 'token'}`;
const HINTS: { readonly [key in Hinted]?: MessageKey } = {
  'github.base': 'exportHint.githubBase',
  'github.project': 'exportHint.githubProject',
  'github.token': 'exportHint.githubToken',
  'gitlab.base': 'exportHint.gitlabBase',
  'gitlab.token': 'exportHint.gitlabToken',
  'redmine.token': 'exportHint.redmineToken',
  'kanboard.account': 'exportHint.kanboardAccount',
  'kanboard.token': 'exportHint.kanboardToken',
  'jira.token': 'exportHint.jiraToken',
  'bugzilla.token': 'exportHint.bugzillaToken',
  'trello.project': 'exportHint.trelloProject',
  'trello.account': 'exportHint.trelloAccount',
  'trello.token': 'exportHint.trelloToken',
};
/** What one looks like says more than words. */
const EXAMPLES: { readonly [key in Hinted]?: string } = {
  'gitlab.project': 'octo-org/atlas',
  'redmine.base': 'https://redmine.example.org',
  'redmine.project': 'atlas',
  'redmine.place': 'Support',
  'kanboard.base': 'https://kanboard.example.org',
  'kanboard.project': 'Atlas',
  'kanboard.place': 'Backlog',
  'jira.base': 'https://octo-org.atlassian.net',
  'jira.project': 'ATL',
  'jira.place': 'Task',
  'bugzilla.base': 'https://bugzilla.example.org',
  'bugzilla.project': 'Atlas',
  'bugzilla.place': 'Maps',
  'trello.place': 'To do',
};

export function fieldHint(tracker: TrackerName, field: TargetField | 'token'): string {
  const example = EXAMPLES[`${tracker}.${field}`];
  if (example !== undefined) return t('exportHint.example', { example });
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
