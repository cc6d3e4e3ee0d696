// @ts-check
// Checks that aTES ships only packages whose licence it may use (docs/adr/0094): node tools/checks/licences.mjs
import path from 'node:path';
import satisfies from 'spdx-satisfies';
import { readLock, shippedPackages } from './shipped-packages.mjs';

/**
 * The licences that fit an MIT-licensed product. All let anyone use, change and sell it. MPL-2.0 asks for the source of changes
 * to the package's own files, and we make none. Of `A OR B` one must be here, of `A AND B` both.
 */
const allowed = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
];

/**
 * The shipped packages whose licence is missing or not allowed, one sentence each.
 * @param {import('./shipped-packages.mjs').Lock} lock
 * @returns {string[]}
 */
export const licenceFaults = (lock) =>
  shippedPackages(lock).flatMap(({ name, version, licence }) => {
    if (licence === undefined) {
      return [
        `${name}@${version} declares no licence: read its files, and add it to readLicences in shipped-packages.mjs`,
      ];
    }
    return isAllowed(licence)
      ? []
      : [`${name}@${version} has the licence ${licence}: use another package, or decide to allow it here`];
  });

/** False also for what is not an SPDX expression. @param {string} licence */
function isAllowed(licence) {
  try {
    return satisfies(licence, allowed);
  } catch {
    return false;
  }
}

if (process.argv[1] === import.meta.filename) {
  const found = licenceFaults(readLock(path.resolve(import.meta.dirname, '../..')));
  console.log(found.join('\n'));
  process.exitCode = found.length === 0 ? 0 : 1;
}
