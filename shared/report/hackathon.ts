// The event in the vocabulary of schema.org, for search engines, archives and lists of events: what it was, and the works
// that came of it. Whoever did not want to be named is not in it.

import { momentsIn, type Moments } from './moments.ts';
import type { Credit, Report, ReportChallenge, ReportTask } from './shape.ts';

export function reportHackathon(report: Report): string {
  const moments = momentsIn(report.zone);
  const { people, outcomes } = report.numbers;
  const mixed = people.room + people.site > 0 && people.remote > 0;
  const mode = mixed ? 'Mixed' : people.remote > 0 ? 'Online' : 'Offline';
  const event = {
    '@context': 'https://schema.org',
    '@type': 'Hackathon',
    name: report.title,
    startDate: moments.iso(report.startsAt) || undefined,
    endDate: moments.iso(report.endsAt) || undefined,
    eventAttendanceMode: `https://schema.org/${mode}EventAttendanceMode`,
    location: report.place === '' ? undefined : { '@type': 'Place', name: report.place },
    interactionStatistic: {
      '@type': 'InteractionCounter',
      interactionType: 'https://schema.org/JoinAction',
      userInteractionCount: people.all,
    },
    description: `${outcomes.all} outcomes recorded by ${people.all} people on ${report.numbers.challenges} challenges.`,
    contributor: report.people.filter((person) => person.outcomes.length > 0).map(({ name }) => personOf(name)),
    workFeatured: report.challenges.map((challenge) => workOf(challenge, moments)),
  };
  return `${JSON.stringify(event, null, 2)}\n`;
}

const personOf = (name: string) => ({ '@type': 'Person', name });
const peopleOf = ({ named }: Credit) => named.map(({ name }) => personOf(name));
const isWeb = (url: string): boolean => /^https?:\/\//i.test(url);

function workOf(challenge: ReportChallenge, moments: Moments) {
  return {
    '@type': 'Project',
    name: challenge.title,
    description: challenge.brief || undefined,
    url: isWeb(challenge.source) ? challenge.source : undefined,
    keywords: challenge.track || undefined,
    subjectOf: challenge.outcomes.map((task) => outcomeOf(task, moments)),
  };
}

function outcomeOf({ title, outcome }: ReportTask, moments: Moments) {
  const addresses = outcome?.evidence.map(({ url }) => url).filter(isWeb) ?? [];
  return {
    '@type': 'CreativeWork',
    name: title,
    creativeWorkStatus: outcome?.kind,
    abstract: outcome?.summary || undefined,
    dateCreated: (outcome && moments.iso(outcome.at)) || undefined,
    contributor: outcome ? peopleOf(outcome.credit) : [],
    url: addresses[0],
    citation: addresses.slice(1),
  };
}
