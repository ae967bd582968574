// A compiled message and its values become a text: plain parts, values, plurals. The build compiles ICU texts into this
// shape; reading ICU is not done here, nor on any screen.

/** Text, or a place for a value: its name, and for a plural or a number how it is written. */
type Piece = string | readonly [name: string, kind?: string | undefined, choices?: unknown];
type Choices = { readonly [form: string]: Message };
export type Message = string | readonly Piece[];
/** A catalogue, or a part of one. */
export type Messages = { readonly [key: string]: Message };
export type MessageValues = { readonly [name: string]: string | number };

let language = 'en';
let numbers = new Intl.NumberFormat(language);
let plurals = new Intl.PluralRules(language);

/** @param tag the language that decides plurals and how numbers are written; unknown ones count as English. */
export function countIn(tag: string): void {
  if (tag === language) return;
  language = tag;
  const known = Intl.PluralRules.supportedLocalesOf(tag).length > 0 ? tag : 'en';
  numbers = new Intl.NumberFormat(known);
  plurals = new Intl.PluralRules(known);
}

/** @param counted what # stands for, inside of a plural. */
export function written(message: Message, values: MessageValues, counted?: number): string {
  if (typeof message === 'string') return message;
  return message.map((piece) => (typeof piece === 'string' ? plain(piece, counted) : valueOf(piece, values))).join('');
}

const plain = (text: string, counted: number | undefined): string =>
  text === '#' && counted !== undefined ? numbers.format(counted) : text;

function valueOf([name, kind, choices]: Exclude<Piece, string>, values: MessageValues): string {
  const value = values[name] ?? '';
  if (kind === 'plural') {
    const [count, forms] = [Number(value), choices as Choices];
    return written(forms[count] ?? forms[plurals.select(count)] ?? forms['other'] ?? '', values, count);
  }
  return kind === 'number' ? numbers.format(Number(value)) : String(value);
}
