// @ts-check
// Finds packages in package-lock.json whose optional platform packages (darwin, win32, arm64 ...) are missing from it:
// `npm ci` would fail on those platforms. Prints nothing and exits with 0 when the lock is complete.
import fs from 'node:fs';
import path from 'node:path';

/** @typedef {{ version?: string, optionalDependencies?: Record<string, string> }} LockEntry */

const root = path.resolve(import.meta.dirname, '../..');
/** @type {{ packages: Record<string, LockEntry> }} */
const { packages } = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));

/** @param {string} place @param {string} name */
const isHeld = (place, name) =>
  `node_modules/${name}` in packages || `${place}/node_modules/${name}` in packages;

const incomplete = Object.entries(packages)
  .filter(([place]) => place !== '')
  .map(([place, entry]) => ({
    place,
    missing: Object.keys(entry.optionalDependencies ?? {}).filter((name) => !isHeld(place, name)),
  }))
  .filter(({ missing }) => missing.length > 0);

for (const { place, missing } of incomplete) {
  console.error(
    `package-lock.json lacks ${missing.join(', ')}, optional dependencies of ${place.split('node_modules/').at(-1)}`,
  );
}
process.exitCode = incomplete.length > 0 ? 1 : 0;
