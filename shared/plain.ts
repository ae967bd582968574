// Text as people typed or pasted it, made safe to show anywhere: no control characters, nothing that turns the direction
// of what follows. No escaping for a format; that is the format's own business.

/** C0 and C1 controls except tab and line ends, bidi marks, overrides and isolates, the byte order mark, lone surrogates. */
const UNSAFE = /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\p{Cs}]/gu;

/** Every way to end a line that an editor, a spreadsheet or a browser may produce. */
export const LINE_END = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;
const LINE_ENDS = new RegExp(LINE_END, 'g');

/** Several lines: line ends become `\n`, tabs stay. */
export const plainText = (text: string): string => text.replaceAll(LINE_ENDS, '\n').replaceAll(UNSAFE, '').trim();

/** One line: all white space becomes single spaces. */
export const plainLine = (text: string): string => plainText(text).replaceAll(/\s+/g, ' ');

/** At most `max` UTF-16 units, cut between words where there is one to cut at, with an ellipsis; never half a character. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text;
  const room = text.slice(0, max - 1);
  const space = room.lastIndexOf(' ');
  const cut = space > max / 2 ? room.slice(0, space) : room.replace(/[\ud800-\udbff]$/, '');
  return `${cut.trimEnd()}…`;
}
