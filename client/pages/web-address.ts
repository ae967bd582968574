// What people type where a link is asked for. Whether an address answers is not known here.

const BARE = /^[\p{L}\d-]+(\.[\p{L}\d-]+)+(:\d+)?([/?#]\S*)?$/u;

/** Puts the https:// before an address that was typed without; everything else stays as it is, to be judged as typed. */
export const webAddress = (typed: string): string => (BARE.test(typed) ? `https://${typed}` : typed);
