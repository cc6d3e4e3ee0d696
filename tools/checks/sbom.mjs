// @ts-check
// `npm run sbom`: writes the software bill of materials, dist/sbom.cdx.json: every package that aTES ships, with its licence, its
// hash and what needs it, in the format CycloneDX 1.6 (docs/adr/0094). It needs nothing but package-lock.json.
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readLock, shippedPackages } from './shipped-packages.mjs';

/**
 * @typedef {import('./shipped-packages.mjs').Lock} Lock
 * @typedef {import('./shipped-packages.mjs').LockEntry} LockEntry
 * @typedef {import('./shipped-packages.mjs').ShippedPackage} ShippedPackage
 *
 * @typedef {object} Component
 * @property {'application' | 'library'} type
 * @property {string} bom-ref
 * @property {string} [group] the scope of an npm package
 * @property {string} name
 * @property {string} version
 * @property {string} [purl]
 * @property {'required' | 'optional'} [scope]
 * @property {{ alg: string, content: string }[]} [hashes]
 * @property {({ license: { id: string } } | { expression: string })[]} [licenses]
 */

/**
 * The bill of materials of a lock file, as the object that CycloneDX writes as JSON.
 * @param {Lock} lock
 * @param {object} made
 * @param {Date} made.at
 * @param {string} made.id a UUID
 */
export function billOfMaterials(lock, { at, id }) {
  const shipped = shippedPackages(lock);
  const references = new Map(shipped.map((one) => [one.place, purlOf(one)]));
  const programs = programsOf(lock);
  /** @param {string} place @param {LockEntry} entry */
  const dependenciesOf = (place, entry) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies, ...entry.peerDependencies })
      .map((name) => references.get(placeOf(references, place, name)))
      .filter((reference) => reference !== undefined);
  /** @type {Component[]} */
  const components = [
    ...programs.map((program) => applicationOf(program.name, lock.version)),
    // A package can be in several places.
    ...new Map(shipped.map((one) => [purlOf(one), componentOf(one)])).values(),
  ];
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${id}`,
    version: 1,
    metadata: { timestamp: at.toISOString(), component: applicationOf('ates', lock.version) },
    components,
    dependencies: joined([
      {
        ref: 'ates',
        dependsOn: [...programs.map(({ name }) => name), ...dependenciesOf('', lock.packages[''] ?? {})],
      },
      ...programs.map(({ name, place, entry }) => ({ ref: name, dependsOn: dependenciesOf(place, entry) })),
      ...shipped.map((one) => ({ ref: purlOf(one), dependsOn: dependenciesOf(one.place, one.entry) })),
    ]),
  };
}

/** The workspaces that ship packages: the web UI, and the tools of `npm start`. @param {Lock} lock */
const programsOf = ({ packages }) =>
  Object.entries(packages)
    .filter(([place, { dependencies }]) => place !== '' && !place.includes('node_modules/') && dependencies)
    .map(([place, entry]) => ({ place, entry, name: `ates-${path.posix.basename(place)}` }));

/**
 * @param {string} name
 * @param {string} version
 * @returns {Component}
 */
const applicationOf = (name, version) => ({
  type: 'application',
  'bom-ref': name,
  name,
  version,
  ...licencesOf('MIT'),
});

/**
 * @param {ShippedPackage} shipped
 * @returns {Component}
 */
function componentOf(shipped) {
  const { name, version, licence, entry } = shipped;
  const [ownName = '', group] = name.split('/').reverse();
  const [algorithm = '', hash = ''] = (entry.integrity ?? '').split('-');
  return {
    type: 'library',
    'bom-ref': purlOf(shipped),
    ...(group && { group }),
    name: ownName,
    version,
    // Not on every platform, or only if something else needs it.
    scope: entry.optional || entry.devOptional ? 'optional' : 'required',
    ...(hash && {
      hashes: [
        { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(hash, 'base64').toString('hex') },
      ],
    }),
    ...(licence && licencesOf(licence)),
    purl: purlOf(shipped),
  };
}

/** @param {string} licence an SPDX id or expression */
const licencesOf = (licence) => ({
  licenses: [/[ (]/.test(licence) ? { expression: licence } : { license: { id: licence } }],
});

/** The address of a package in package URL notation. @param {ShippedPackage} shipped */
const purlOf = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${encodeURIComponent(version)}`;

/**
 * Where Node finds a package that the one at `place` imports: in the nearest folder that has it.
 * @param {Map<string, string>} references of all places
 * @param {string} place
 * @param {string} name
 * @returns {string} the place of the package; one that has no reference if it is not shipped
 */
function placeOf(references, place, name) {
  const found = path.posix.join(place, 'node_modules', name);
  return place === '' || references.has(found)
    ? found
    : placeOf(references, path.posix.dirname(`/${place}`).slice(1), name);
}

/**
 * One entry for each reference.
 * @param {{ ref: string, dependsOn: string[] }[]} dependencies
 */
function joined(dependencies) {
  /** @type {Map<string, Set<string>>} */
  const all = new Map();
  for (const { ref, dependsOn } of dependencies) {
    all.set(ref, new Set([...(all.get(ref) ?? []), ...dependsOn]));
  }
  return [...all].map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn] }));
}

if (process.argv[1] === import.meta.filename) {
  const root = path.resolve(import.meta.dirname, '../..');
  const bill = billOfMaterials(readLock(root), { at: new Date(), id: randomUUID() });
  const file = path.join(root, 'dist/sbom.cdx.json');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
  console.log(`${file}: ${bill.components.length} components`);
}
