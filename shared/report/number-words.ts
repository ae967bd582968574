// The numbers of a report as lines for its files, in words that need no escaping in any of them.

import type { ReportNumbers } from './shape.ts';

const count = (many: number, one: string, more: string): string => `${many} ${many === 1 ? one : more}`;

export function numberLines(numbers: ReportNumbers): [what: string, many: string][] {
  const { tasks, outcomes, people, help, checkIns, parked } = numbers;
  return [
    ['Tasks', `${tasks.all}: ${tasks.done} done, ${tasks.claimed} claimed, ${tasks.free} free`],
    [
      'Outcomes',
      `${outcomes.all}: ${outcomes.done} done, ${outcomes.partial} partial, ${outcomes.learned} learned, ${outcomes.blocked} blocked`,
    ],
    ['People', `${people.all}: ${people.room} in the room, ${people.site} at other sites, ${people.remote} remote`],
    ['Newcomers', `${people.newcomers}, of whom ${numbers.newcomersWithOutcome} with a first outcome`],
    ['Connections made', String(numbers.connections)],
    ...(help.calls > 0 ? [['Help', helpLine(help)] as [string, string]] : []),
    ...(checkIns.people > 0 ? [['Check-ins', checkInLine(checkIns)] as [string, string]] : []),
    ...(parked.all > 0 ? [['Parking lot', `${parked.all}, of which ${parked.open} not looked at again`] as [string, string]] : []),
    ['Challenges', String(numbers.challenges)],
    ['Sprints run', String(numbers.sprints)],
  ];
}

function helpLine({ calls, helped, minutesToCome, minutesToHelp }: ReportNumbers['help']): string {
  const came = minutesToCome === null ? '' : `; somebody was on the way after ${minutesToCome} min`;
  const done = minutesToHelp === null ? '' : `${came ? ' and' : ';'} it was solved after ${minutesToHelp} min`;
  return `${count(calls, 'call', 'calls')}, ${helped} helped${came}${done}${came || done ? ' (medians)' : ''}`;
}

const checkInLine = ({ people, of, onTrack, stuck, done }: ReportNumbers['checkIns']): string =>
  `${people} of ${of} people who held a seat said how it goes (${Math.round((people / of) * 100)} %); ` +
  `last word: ${onTrack} on track, ${stuck} stuck, ${done} done`;
