// @ts-check
// Checks that everything that names the version of aTES names the one of package.json, and that CHANGELOG.md has a heading
// and a link for each version (docs/adr/0094): node tools/checks/version.mjs
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/**
 * What names the version: the texts of files, and the tags of the commit.
 * @typedef {{ manifest: string, lock: string, dockerfile: string, changelog: string, tags: string[] }} Sources
 */

const heading = /^## \[([^\]]+)\](.*)$/gm;
const released = /^\d+\.\d+\.\d+$/;
const dated = /^ - \d{4}-\d{2}-\d{2}$/;
const kinds = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];

/**
 * What disagrees about the version, one sentence each; empty when everything agrees.
 * @param {Sources} sources
 * @returns {string[]}
 */
export function disagreements({ manifest, lock, dockerfile, changelog, tags }) {
  /** @type {{ version: string }} */
  const { version } = JSON.parse(manifest);
  /** @type {{ version: string, packages: Record<string, { version?: string }> }} */
  const locked = JSON.parse(lock);
  const label = /^LABEL (?:.*\s)?org\.opencontainers\.image\.version="([^"]*)"/m.exec(dockerfile)?.[1];
  const named = [
    { where: 'package-lock.json', is: locked.version },
    { where: 'package-lock.json of the root package', is: locked.packages['']?.version },
    { where: "the image's label in Dockerfile", is: label },
    ...tags.map((tag) => ({ where: `the tag ${tag} of this commit`, is: tag.replace(/^v/, '') })),
  ];
  return [
    ...named
      .filter(({ is }) => is !== version)
      .map(({ where, is }) => `package.json has version ${version}, but ${where} ${is ?? 'no version'}`),
    ...faultsOf(changelog, version),
  ];
}

/**
 * @param {string} changelog
 * @param {string} version of package.json
 * @returns {string[]}
 */
function faultsOf(changelog, version) {
  const [first, ...versions] = [...changelog.matchAll(heading)].map(([, name = '', rest = '']) => ({
    name,
    rest,
  }));
  const newest = versions[0]?.name;
  const links = [
    ['Unreleased', `../../compare/v${version}...HEAD`],
    ...versions.map(({ name }, index) => {
      const before = versions[index + 1]?.name;
      return [name, before ? `../../compare/v${before}...v${name}` : `../../releases/tag/v${name}`];
    }),
  ];
  const unknown = [...changelog.matchAll(/^### (.*)$/gm)].filter(([, kind = '']) => !kinds.includes(kind));
  return [
    ...(first?.name === 'Unreleased' ? [] : ['the first heading must be ## [Unreleased]']),
    ...(newest === version ? [] : [`the newest version must be ${version}, but is ${newest ?? 'missing'}`]),
    ...versions
      .filter(({ name, rest }) => !released.test(name) || !dated.test(rest))
      .map(({ name, rest }) => `write ## [1.2.3] - 2026-12-31 instead of ## [${name}]${rest}`),
    ...versions
      .slice(1)
      .filter(({ name }, index) => compare(name, versions[index]?.name ?? '') >= 0)
      .map(({ name }) => `${name} must come before the versions that are older`),
    ...links
      .filter(([name, target]) => !changelog.split('\n').includes(`[${name}]: ${target}`))
      .map(([name, target]) => `the link [${name}]: ${target} is missing`),
    ...unknown.map(([, kind]) => `### ${kind} must be one of ${kinds.join(', ')}`),
  ].map((fault) => `CHANGELOG.md: ${fault}`);
}

/**
 * Negative when the left version is older.
 * @param {string} left
 * @param {string} right
 */
const compare = (left, right) => left.localeCompare(right, 'en', { numeric: true });

if (process.argv[1] === import.meta.filename) {
  const root = path.resolve(import.meta.dirname, '../..');
  const read = (/** @type {string} */ file) => fs.readFileSync(path.join(root, file), 'utf8');
  const tags = execFileSync('git', ['tag', '--points-at', 'HEAD', '--list', 'v*'], {
    cwd: root,
    encoding: 'utf8',
  });
  const found = disagreements({
    manifest: read('package.json'),
    lock: read('package-lock.json'),
    dockerfile: read('Dockerfile'),
    changelog: read('CHANGELOG.md'),
    tags: tags.split('\n').filter((tag) => tag !== ''),
  });
  console.log(found.join('\n'));
  process.exitCode = found.length === 0 ? 0 : 1;
}
