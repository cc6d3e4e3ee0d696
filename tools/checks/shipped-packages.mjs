// @ts-check
// The packages that aTES ships, from package-lock.json.
import fs from 'node:fs';
import path from 'node:path';

/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {string} [license] what the package declares
 * @property {string} [integrity]
 * @property {boolean} [dev] only tests, checks and campaigns need it
 * @property {boolean} [optional]
 * @property {boolean} [devOptional]
 * @property {boolean} [link] a workspace
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [peerDependencies]
 *
 * @typedef {{ version: string, packages: Record<string, LockEntry> }} Lock
 *
 * @typedef {object} ShippedPackage
 * @property {string} place where npm installs it: node_modules/pg
 * @property {string} name
 * @property {string} version
 * @property {string | undefined} licence an SPDX expression; undefined if it declares none, and we have not looked
 * @property {LockEntry} entry
 */

/** The licences of packages that declare none in a form that npm reads, as we found them in their files. */
const readLicences = new Map([
  ['busboy@1.6.0', 'MIT'],
  ['passport-strategy@1.0.0', 'MIT'],
  ['pause@0.0.1', 'MIT'],
  ['streamsearch@1.1.0', 'MIT'],
]);

/**
 * Every package that the services and the web UI consist of, or that `npm start` builds and runs them with, on all platforms:
 * all of the lock but workspaces and packages that only tests, checks and campaigns need.
 * @param {Lock} lock
 * @returns {ShippedPackage[]}
 */
export const shippedPackages = ({ packages }) =>
  Object.entries(packages)
    .filter(([place, { dev, link }]) => place.includes('node_modules/') && !dev && !link)
    .map(([place, entry]) => {
      const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const version = entry.version ?? '';
      return {
        place,
        name,
        version,
        licence: entry.license ?? readLicences.get(`${name}@${version}`),
        entry,
      };
    });

/**
 * Reads the lock file of the checkout.
 * @param {string} root
 * @returns {Lock}
 */
export const readLock = (root) => JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
