import { disagreements } from './version.mjs';

const changelog = `# Changelog

## [Unreleased]

### Added

- A second perch.

## [0.10.0] - 2026-12-31

### Fixed

- The perch.

## [0.9.1] - 2026-12-01

[Unreleased]: ../../compare/v0.10.0...HEAD
[0.10.0]: ../../compare/v0.9.1...v0.10.0
[0.9.1]: ../../releases/tag/v0.9.1
`;

const agreeing = {
  manifest: '{ "version": "0.10.0" }',
  lock: '{ "version": "0.10.0", "packages": { "": { "version": "0.10.0" } } }',
  dockerfile:
    'FROM node\nLABEL org.opencontainers.image.title="aTES" org.opencontainers.image.version="0.10.0"\n',
  changelog,
  tags: ['v0.10.0'],
};

/** The agreeing sources with another changelog. */
const changed = (text: string, by: string) => ({ ...agreeing, changelog: changelog.replaceAll(text, by) });

describe('The check of the version', () => {
  it('accepts sources that agree, with or without a tag', () => {
    expect(disagreements(agreeing)).toEqual([]);
    expect(disagreements({ ...agreeing, tags: [] })).toEqual([]);
  });

  it('reports each place that names another version than package.json', () => {
    expect(
      disagreements({
        ...agreeing,
        lock: '{ "version": "0.9.1", "packages": {} }',
        dockerfile: 'FROM node\n',
        tags: ['v0.10.1'],
      }),
    ).toEqual([
      'package.json has version 0.10.0, but package-lock.json 0.9.1',
      'package.json has version 0.10.0, but package-lock.json of the root package no version',
      "package.json has version 0.10.0, but the image's label in Dockerfile no version",
      'package.json has version 0.10.0, but the tag v0.10.1 of this commit 0.10.1',
    ]);
  });

  it.each([
    [changed('## [Unreleased]\n', ''), 'the first heading must be ## [Unreleased]'],
    [changed('## [0.10.0] - 2026-12-31\n', ''), 'the newest version must be 0.10.0, but is 0.9.1'],
    [changed(' - 2026-12-01', ' soon'), 'write ## [1.2.3] - 2026-12-31 instead of ## [0.9.1] soon'],
    [changed('0.9.1', '0.11.0'), '0.11.0 must come before the versions that are older'],
    [
      changed('[Unreleased]: ../../compare/v0.10.0', '[Unreleased]: ../../compare/v0.9.1'),
      'the link [Unreleased]: ../../compare/v0.10.0...HEAD is missing',
    ],
    [
      changed('### Fixed', '### Repaired'),
      '### Repaired must be one of Added, Changed, Deprecated, Removed, Fixed, Security',
    ],
  ])('reports what the changelog has wrong (%#)', (sources, fault) => {
    expect(disagreements(sources)).toContain(`CHANGELOG.md: ${fault}`);
  });
});
