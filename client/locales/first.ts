// Which texts the board page needs before anything is opened on it; all others travel later, so that a phone on a venue's
// Wi-Fi sees the board sooner. The build cuts each catalogue in two by this list; the words themselves are in the catalogues.

/** Texts by their key, or all of a group by what stands before its dot. */
const FIRST: readonly string[] = [
  'banner',
  'board',
  'challenge.pitch',
  'clock',
  'counts',
  'face',
  'field',
  'logo',
  'outcome.blocked',
  'outcome.done',
  'outcome.label',
  'outcome.learned',
  'outcome.partial',
  'people',
  'save',
  'seat',
  'seats',
  'shell',
  'state',
  'status',
  'tab',
  'task',
  'toast',
];

/** Whether the board page can not show itself without this text. */
export const isFirst = (key: string): boolean => FIRST.includes(key) || FIRST.includes(key.slice(0, key.indexOf('.')));
