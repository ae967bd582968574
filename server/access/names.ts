// What a person may be called: visible characters only, one line, within the limit. Names give no rights and may repeat.

import { LIMITS } from '../../shared/board/schema.ts';
import { refuse, type Refusal } from '../../shared/refusal.ts';

/** Control characters, and those that turn the direction of text or are not seen. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

export function readName(text: string): string | Refusal {
  const name = text.normalize('NFKC').replaceAll(/\s+/g, ' ').replaceAll(INVISIBLE, '').replaceAll(/ +/g, ' ').trim();
  if (name === '') return refuse('bad-field', { field: 'name', problem: 'type at least one letter' });
  if (name.length > LIMITS.name)
    return refuse('bad-field', { field: 'name', problem: `at most ${LIMITS.name} characters; this has ${name.length}` });
  return name;
}
