// Seeds that once failed, each with what was wrong. They are played on every run; the program that finds more is fuzz.ts.
// A change to what people or the attacker do makes a seed stand for something else: then the fault has a test of its own.

export const FAILED = {
  honest: [
    // A replica that sends all it has was refused for the server's log in it.
    1,
    // Yjs's undo of a removed card writes characters around others: see shared/board/own-change.ts.
    1241,
  ],
  hostile: [
    // Place keys that screens could not go on from.
    1029, 1093,
    // A character split by a change beside it of which nothing is kept.
    1077, 1133, 1197,
  ],
} as const;
