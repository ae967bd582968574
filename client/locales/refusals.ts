// What a refusal reads like in the person's language. The codes and their English live in shared/refusal.ts.

import type { Refusal } from '../../shared/refusal.ts';
import { t } from './text.ts';

export const refusalText = (refusal: Refusal): string => t(`refusal.${refusal.refused}`, refusal.detail);
