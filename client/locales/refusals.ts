// What a refusal reads like in the person's language, its values too. The codes live in shared/refusal.ts, their English and
// the names of problems in shared/sentences.ts.

import { ROLES } from '../../shared/board/schema.ts';
import type { Refusal, RefusalDetail } from '../../shared/refusal.ts';
import type { ProblemName } from '../../shared/sentences.ts';
import { t } from './text.ts';

/** Units and things counted that have words; kB and MB are the same everywhere. */
const COUNTED = ['lines', 'characters', 'people', 'hands', 'demos', 'parked'] as const;

/** A role, a unit and a problem travel by their names in the code; people read them in their own words. */
export function refusalText({ refused, detail }: Refusal): string {
  if (refused !== 'bad-field') return t(`refusal.${refused}`, inWords(detail));
  // One that has no words here is a diagnosis for whoever wrote the client.
  const known = t(`problem.${detail['problem'] as ProblemName}`, detail);
  return known === '' ? t('refusal.bad-field', { ...detail, problem: t('problem.other') }) : known;
}

function inWords(detail: RefusalDetail): RefusalDetail {
  const role = ROLES.find((one) => one === detail['role']);
  const counted = (name: string) => {
    const thing = COUNTED.find((one) => one === detail[name]);
    return thing ? { [name]: t(`counted.${thing}`) } : {};
  };
  return { ...detail, ...(role ? { role: t(`role.${role}`) } : {}), ...counted('unit'), ...counted('what') };
}
