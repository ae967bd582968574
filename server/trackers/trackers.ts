// The trackers by name, each opened for one destination with one token.

import type { Target, TrackerName } from '../../shared/report/destination.ts';
import { bugzilla, bugzillaHeaders } from './bugzilla.ts';
import { github, githubHeaders } from './github.ts';
import { gitlab, gitlabHeaders } from './gitlab.ts';
import { jira, jiraHeaders } from './jira.ts';
import { kanboard, kanboardHeaders } from './kanboard.ts';
import { redmine, redmineHeaders } from './redmine.ts';
import { trello, trelloHeaders } from './trello.ts';
import type { Opened, Tracker } from './tracker.ts';
import { asking, type Wire } from './wire.ts';

type Kind = {
  readonly open: (opened: Opened) => Tracker;
  readonly headers: (token: string, target: Target) => Wire['headers'];
};

const KINDS: { readonly [T in TrackerName]: Kind } = {
  github: { open: github, headers: githubHeaders },
  gitlab: { open: gitlab, headers: gitlabHeaders },
  redmine: { open: redmine, headers: redmineHeaders },
  jira: { open: jira, headers: jiraHeaders },
  kanboard: { open: kanboard, headers: kanboardHeaders },
  bugzilla: { open: bugzilla, headers: bugzillaHeaders },
  trello: { open: trello, headers: trelloHeaders },
};

type Around = Pick<Wire, 'fetch' | 'now' | 'after'>;

export function openTracker(target: Target, token: string, around: Around): Tracker {
  const kind = KINDS[target.tracker];
  const headers = kind.headers(token, target);
  const ask = asking({
    ...around,
    base: target.base,
    headers,
    secrets: [token, ...Object.values(headers).filter((one) => one.includes(' '))],
  });
  return kind.open({ target, token, ask });
}
