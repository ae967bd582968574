// What the fields of a document can be, and their limits: descriptors from which types, reads and the judge derive. What a
// board is made of stands in schema.ts and live-schema.ts.

import { idPattern, type IdKind, type IdOf, type Millis } from '../ids.ts';

export const LIMITS = {
  title: 140,
  name: 40,
  line: 280,
  text: 20_000,
  url: 2_000,
  skill: 30,
  skills: 12,
  links: 20,
  seats: 12,
  challenges: 300,
  tasks: 3_000,
  talk: 10_000,
  dots: 50,
  pasteLines: 500,
  pasteChars: 100_000,
  sprintMinutes: 600,
  people: 5_000,
  replicaMinutes: 120,
  hands: 2_000,
  announcements: 300,
  agenda: 60,
  parked: 500,
  demos: 300,
  note: 500,
  templates: 12,
} as const;

type StringField = { readonly type: 'string'; readonly max: number; readonly fallback: ''; readonly pattern?: RegExp };
/** Who a field names by their own act: the maker of an entry, once; or whoever wrote it last. */
export type Signature = 'maker' | 'writer';
type IdField<K extends IdKind = IdKind> = { readonly type: 'id'; readonly of: K; readonly fallback: ''; readonly signs?: Signature };
type NumberField = { readonly type: 'number'; readonly min: number; readonly max: number; readonly fallback: number };
type TimeField = { readonly type: 'time'; readonly fallback: 0 };
type BooleanField = { readonly type: 'boolean'; readonly fallback: boolean };
type ChoiceField<T extends string = string> = { readonly type: 'choice'; readonly of: readonly T[]; readonly fallback: T };
type TextField = { readonly type: 'text'; readonly max: number };
/** A map from keys of one pattern to one kind of value; at most `most` entries. */
type MapField<F = unknown> = { readonly type: 'map'; readonly key: RegExp; readonly most: number; readonly of: F };
type ShapeField<S = unknown> = { readonly type: 'shape'; readonly fields: S };
export type Field = StringField | IdField | NumberField | TimeField | BooleanField | ChoiceField | TextField | MapField | ShapeField;
export type Shape = { readonly [key: string]: Field };

/** What a reader gets for a field: texts as strings, maps as plain records. */
export type ValueOf<F> = F extends StringField | TextField
  ? string
  : F extends IdField<infer K>
    ? IdOf<K> | ''
    : F extends TimeField
      ? Millis
      : F extends NumberField
        ? number
        : F extends BooleanField
          ? boolean
          : F extends ChoiceField<infer T>
            ? T
            : F extends MapField<infer V>
              ? { readonly [key: string]: ValueOf<V> }
              : F extends ShapeField<infer S>
                ? ValuesOf<S>
                : never;
export type ValuesOf<S> = { readonly [K in keyof S]: ValueOf<S[K]> };

export const string = (max: number): StringField => ({ type: 'string', max, fallback: '' });
export const id = <K extends IdKind>(of: K): IdField<K> => ({ type: 'id', of, fallback: '' });
export const signature = (signs: Signature): IdField<'person'> => ({ type: 'id', of: 'person', fallback: '', signs });
export const number = (min: number, max: number, fallback: number): NumberField => ({ type: 'number', min, max, fallback });
export const time: TimeField = { type: 'time', fallback: 0 };
export const boolean = (fallback: boolean): BooleanField => ({ type: 'boolean', fallback });
export const choice = <T extends string>(of: readonly T[], fallback: T): ChoiceField<T> => ({ type: 'choice', of, fallback });
export const text: TextField = { type: 'text', max: LIMITS.text };
export const map = <F>(key: RegExp, most: number, of: F): MapField<F> => ({ type: 'map', key, most, of });
export const shape = <S>(fields: S): ShapeField<S> => ({ type: 'shape', fields });
export const keyOf = (kind: IdKind): RegExp => new RegExp(idPattern(kind));

export const SKILL_KEY = /^[\p{L}\p{N}][\p{L}\p{N} .+#-]{0,29}$/u;
/**
 * A place among others: a key of fractional-indexing, whose first letter says how many digits its whole part has. Screens
 * make new keys from those that stand there, and cannot from others.
 */
export const order: StringField = { ...string(200), pattern: orderPattern() };

function orderPattern(): RegExp {
  const heads = Array.from({ length: 26 }, (_, at) => {
    const digits = `[0-9A-Za-z]{${at + 1}}`;
    return `${String.fromCharCode(97 + at)}${digits}|${String.fromCharCode(90 - at)}${digits}`;
  });
  return new RegExp(`^(?!A0{26}$)(?:${heads.join('|')})(?:[0-9A-Za-z]*[1-9A-Za-z])?$`);
}
