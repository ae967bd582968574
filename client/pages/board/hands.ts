// Raised hands as the board shows them: one's own, those on a card, and how many are before one in the queue.

import type { PersonId } from '../../../shared/ids.ts';
import type { LiveLists } from '../../../shared/board/live-lists.ts';

type Hands = LiveLists['hands'];
type Hand = Hands[number];

export const isUp = ({ person, resolvedAt }: Hand): boolean => person !== '' && resolvedAt === 0;

export const ownHand = (hands: Hands, me: PersonId | ''): Hand | undefined => hands.find((hand) => isUp(hand) && hand.person === me);

/** Whose hand is up. */
export const handsUp = (hands: Hands): ReadonlySet<PersonId> => new Set(hands.filter(isUp).map(({ person }) => person as PersonId));

/** The oldest nobody comes to yet is the first. */
export const placeInQueue = (hands: Hands, own: Hand): number =>
  1 + hands.filter((hand) => isUp(hand) && hand.mentor === '' && (hand.at < own.at || (hand.at === own.at && hand.id < own.id))).length;
