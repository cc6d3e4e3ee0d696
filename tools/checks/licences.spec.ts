import { licenceFaults } from './licences.mjs';

/** A lock with one package of this licence. */
const lockWith = (entry: { license?: string; dev?: boolean; version?: string }, name = 'perch') => ({
  version: '0.1.0',
  packages: {
    '': { version: '0.1.0' },
    'apps/web': {},
    'node_modules/@ates/web': { link: true },
    [`node_modules/other/node_modules/${name}`]: { version: '1.2.3', ...entry },
  },
});

describe('The check of licences', () => {
  it.each([
    'MIT',
    'MPL-2.0',
    '(MIT OR GPL-3.0-only)',
    'MIT AND ISC AND BSD-3-Clause',
    '(GPL-2.0-only OR (MIT AND ISC))',
  ])('accepts %s', (license) => {
    expect(licenceFaults(lockWith({ license }))).toEqual([]);
  });

  it.each([
    'GPL-3.0-only',
    'AGPL-3.0-or-later',
    'MIT AND GPL-3.0-only',
    'BUSL-1.1',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE.md',
    'Apache-2.0 WITH LLVM-exception',
  ])('rejects %s, and names the package', (license) => {
    expect(licenceFaults(lockWith({ license }))).toEqual([
      `perch@1.2.3 has the licence ${license}: use another package, or decide to allow it here`,
    ]);
  });

  it('rejects a package without a licence, unless its licence was read in that version', () => {
    expect(licenceFaults(lockWith({}))).toEqual([
      'perch@1.2.3 declares no licence: read its files, and add it to readLicences in shipped-packages.mjs',
    ]);
    expect(licenceFaults(lockWith({ version: '0.0.1' }, 'pause'))).toEqual([]);
    expect(licenceFaults(lockWith({ version: '0.1.0' }, 'pause'))).toHaveLength(1);
  });

  it('leaves out packages that only tests and checks need', () => {
    expect(licenceFaults(lockWith({ license: 'GPL-3.0-only', dev: true }))).toEqual([]);
  });
});
