// @ts-check
// Finds packages of the lock file whose optional platform packages (darwin, win32, arm64 ...) the lock does not hold:
// `npm ci` refuses such a lock on those platforms. Prints nothing and ends with 0 when all is well.
import fs from 'node:fs';
import path from 'node:path';

/** @typedef {{ version?: string, optionalDependencies?: Record<string, string> }} LockEntry */

const root = path.resolve(import.meta.dirname, '..');
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
  console.error(`${place.split('node_modules/').at(-1)} lacks ${missing.join(', ')} in package-lock.json`);
}
process.exitCode = incomplete.length > 0 ? 1 : 0;
