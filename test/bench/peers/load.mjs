// Loads a peer's package by name. The name is a value on purpose: these packages are installed in this folder alone, and
// the product's own checks run without them.

/**
 * @param {string} name
 * @returns {Promise<any>}
 */
export const load = (name) => import(name);

export const port = Number(process.env['PEER_PORT']);
/** Where a peer that stores may store; '' means it keeps everything in memory. */
export const folder = process.env['PEER_FOLDER'] ?? '';
