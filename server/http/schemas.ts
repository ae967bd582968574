// Shapes that several routes speak of.

import { Type, type Static } from 'typebox';
import { LIMITS, PLACES, ROLES, SCALES } from '../../shared/board/schema.ts';
import { idPattern } from '../../shared/ids.ts';
import { JOININGS, type EventRecord } from '../storage/catalogue.ts';

export const Time = Type.Number({ description: 'milliseconds since 1970-01-01 UTC' });
/** A moment somebody chose: what the catalogue can hold and a Date can show. */
const ChosenTime = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000, description: 'milliseconds since 1970-01-01 UTC' });
export const BoardParams = Type.Object({ board: Type.String({ pattern: idPattern('board') }) });
export const EventParams = Type.Object({ event: Type.String({ pattern: idPattern('event') }) });
export const Role = Type.Enum(ROLES);
export const Scale = Type.Enum(SCALES);
export const Place = Type.Enum(PLACES);
export const Joining = Type.Enum(JOININGS);

export const Secret = Type.Object(
  {
    secret: Type.String({
      minLength: 1,
      maxLength: 100,
      description: 'the part of a link behind #, or a typed code such as brave-otter-42',
    }),
  },
  { additionalProperties: false, examples: [{ secret: 'brave-otter-42' }] },
);

/** What anybody who was let in may know of an event. */
export const EventSummary = Type.Object({
  id: Type.String(),
  board: Type.String(),
  title: Type.String(),
  scale: Scale,
  place: Type.String(),
  callUrl: Type.String(),
  startsAt: Time,
  endsAt: Time,
  zone: Type.String(),
  sample: Type.Boolean(),
  joining: Joining,
});
export type EventSummary = Static<typeof EventSummary>;

export function summaryOf(event: EventRecord): EventSummary {
  const { id, board, title, scale, place, callUrl, startsAt, endsAt, zone, sample, joining = 'open' } = event;
  return { id, board, title, scale, place, callUrl, startsAt, endsAt, zone, sample, joining };
}

export const NewEventBody = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: LIMITS.title }),
    scale: Scale,
    place: Type.String({ maxLength: LIMITS.title, default: '' }),
    callUrl: Type.String({
      maxLength: LIMITS.url,
      pattern: '^(https?://\\S+)?$',
      default: '',
      description: 'http(s) address of the call, or empty',
    }),
    startsAt: ChosenTime,
    endsAt: ChosenTime,
    zone: Type.String({ minLength: 1, maxLength: 60, description: 'IANA time zone, such as Europe/Madrid' }),
  },
  {
    additionalProperties: false,
    examples: [
      {
        title: 'Open data day',
        scale: 'hackfest',
        place: 'Library, 2nd floor',
        callUrl: 'https://meet.example.org/open-data',
        startsAt: 1_772_697_600_000,
        endsAt: 1_772_726_400_000,
        zone: 'Europe/Madrid',
      },
    ],
  },
);
