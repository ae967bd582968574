// When the set-up script installs and builds: its decisions, as pure functions.
// Not here: that a fresh clone really starts. `.ci/run` in a fresh clone shows that.
import { expect, test } from 'vitest';
import { fingerprint, nodeIsNewEnough, packagesAreCurrent } from '../../.setup/prepare.mjs';

const locked = {
  '': { version: '0.1.0' },
  'node_modules/yjs': { version: '13.6.33' },
  'node_modules/lightningcss-darwin-arm64': { version: '1.0.0', optional: true },
};

test('[TC1] packages are installed when the locked versions are not the ones in node_modules', () => {
  expect(packagesAreCurrent(locked, {})).toBe(false);
  expect(packagesAreCurrent(locked, { 'node_modules/yjs': { version: '13.6.32' } })).toBe(false);
  expect(packagesAreCurrent(locked, { 'node_modules/yjs': { version: '13.6.33' } })).toBe(true);
});

test('[TC2] a package for another platform may be absent, but an optional one in the wrong version is replaced', () => {
  const yjs = { 'node_modules/yjs': { version: '13.6.33' } };
  expect(packagesAreCurrent(locked, yjs)).toBe(true);
  expect(packagesAreCurrent(locked, { ...yjs, 'node_modules/lightningcss-darwin-arm64': { version: '0.9.0' } })).toBe(false);
});

test('[TC3] a build is made anew when a source is edited, added, renamed or removed, and for nothing else', () => {
  const before = fingerprint([
    ['client/main.ts', 'a'],
    ['server/main.ts', 'b'],
  ]);
  expect(
    fingerprint([
      ['server/main.ts', 'b'],
      ['client/main.ts', 'a'],
    ]),
  ).toBe(before);
  const edited = fingerprint([
    ['client/main.ts', 'a'],
    ['server/main.ts', 'c'],
  ]);
  const renamed = fingerprint([
    ['client/start.ts', 'a'],
    ['server/main.ts', 'b'],
  ]);
  const removed = fingerprint([['client/main.ts', 'a']]);
  expect(new Set([before, edited, renamed, removed]).size).toBe(4);
});

test('[TC4] Node below 20.19 is refused with a plain sentence before anything is installed', () => {
  expect(['18.20.4', '20.18.1'].some(nodeIsNewEnough)).toBe(false);
  expect(['20.19.0', '22.0.0', '24.1.0'].every(nodeIsNewEnough)).toBe(true);
});
