// The trackers by name, each opened for one destination with one token.

import type { Target, TrackerName } from '../../shared/report/destination.ts';
import { github, githubHeaders } from './github.ts';
import type { Opened, Tracker } from './tracker.ts';
import { asking, type Wire } from './wire.ts';

type Kind = {
  readonly open: (opened: Opened) => Tracker;
  readonly headers: (token: string, target: Target) => Wire['headers'];
};

const KINDS: { readonly [T in TrackerName]?: Kind } = {
  github: { open: github, headers: githubHeaders },
};

export type Around = Pick<Wire, 'fetch' | 'now' | 'after'>;

export function openTracker(target: Target, token: string, around: Around): Tracker {
  const kind = KINDS[target.tracker] as Kind;
  const ask = asking({ ...around, base: target.base, headers: kind.headers(token, target), secrets: [token] });
  return kind.open({ target, token, ask });
}
