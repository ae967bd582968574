// What a refusal reads like in the person's language. The codes and their English live in shared/refusal.ts.

import { ROLES } from '../../shared/board/schema.ts';
import type { Refusal } from '../../shared/refusal.ts';
import { t } from './text.ts';

/** A role travels by its name in the code; people read it in their own words. */
export function refusalText({ refused, detail }: Refusal): string {
  const role = ROLES.find((one) => one === detail['role']);
  return t(`refusal.${refused}`, role ? { ...detail, role: t(`role.${role}`) } : detail);
}
