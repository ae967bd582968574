// What a person may be called: visible characters only, one line, within the limit. Joiners stay where a script or an emoji
// needs them. Names give no rights and may repeat.

import { LIMITS } from '../../shared/board/schema.ts';
import { refuse, type Refusal } from '../../shared/refusal.ts';

/** Control characters, and those that turn the direction of text or are not seen; joiners have their own rule. */
const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

const DOUBLED = /([\u200c\u200d])[\u200c\u200d]+/g;
/** Scripts whose letters take another shape beside a joiner. Marks that several scripts share count by the letter they stand on. */
const SHAPED = ['Arab', 'Syrc', 'Mong', 'Nkoo', 'Adlm', 'Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda', 'Mlym', 'Sinh']
  .concat(['Khmr', 'Mymr', 'Tibt', 'Java', 'Bali'])
  .map((script) => `\\p{scx=${script}}`)
  .join('');
/**
 * A joiner works between two letters of such a script, or between the parts of an emoji. At the ends, beside a space and among
 * other letters it is only there to make two names differ that look the same.
 */
const IDLE_JOINER = new RegExp(
  String.raw`(?!(?<=[${SHAPED}])[\u200c\u200d](?=[${SHAPED}]))` +
    String.raw`(?!(?<=[\p{ExtPict}\p{EMod}\ufe0f])\u200d(?=\p{ExtPict}))[\u200c\u200d]`,
  'gu',
);

export function readName(text: string): string | Refusal {
  const name = text
    .normalize('NFKC')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(INVISIBLE, '')
    .replaceAll(DOUBLED, '$1')
    .replaceAll(IDLE_JOINER, '')
    .replaceAll(/ +/g, ' ')
    .trim();
  if (name === '') return refuse('bad-field', { field: 'name', problem: 'name-empty' });
  if (name.length > LIMITS.name)
    return refuse('bad-field', { field: 'name', problem: 'name-long', limit: LIMITS.name, length: name.length });
  return name;
}
