// @ts-check
// `npm run audit`: the advisories of the package registry for everything that is installed, services and tools apart.
// Fails on a high or critical one. Says so when the registry doesn't offer advisories: then nothing has been audited.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const patienceMilliseconds = 120_000;
const refused = ['high', 'critical'];

/** @typedef {{ name: string, severity: string, via: (string | { title: string, url: string })[] }} Finding */

/**
 * The findings for the packages that `npm audit` with these arguments reads; undefined if the registry gave none.
 * @param {string[]} args
 * @returns {Finding[] | undefined}
 */
function findings(args) {
  const { stdout } = spawnSync('npm', ['audit', '--json', ...args], {
    cwd: root,
    encoding: 'utf8',
    timeout: patienceMilliseconds,
    maxBuffer: 50_000_000,
  });
  try {
    /** @type {{ vulnerabilities?: Record<string, Finding> }} */
    const { vulnerabilities } = JSON.parse(stdout);
    return vulnerabilities && Object.values(vulnerabilities);
  } catch {
    return undefined;
  }
}

/** @param {Finding} finding */
const lineOf = ({ name, severity, via }) =>
  `  ${severity}: ${name}: ${via.map((cause) => (typeof cause === 'string' ? cause : `${cause.title} ${cause.url}`)).join('; ')}`;

const audits = [
  { what: 'packages of the services', args: ['--omit=dev'] },
  { what: 'all packages, with those of tests and tools', args: [] },
];

let passed = 0;
let failed = 0;
for (const { what, args } of audits) {
  const found = findings(args);
  if (found === undefined) {
    console.log(`NOT AUDITED: ${what}: the package registry was not reachable, or offers no advisories`);
    continue;
  }
  const high = found.filter(({ severity }) => refused.includes(severity));
  console.log(
    `${high.length === 0 ? 'ok    ' : 'FAILED'} ${what}: ${found.length} findings, ${high.length} of them high`,
  );
  found.forEach((finding) => console.log(lineOf(finding)));
  passed += high.length === 0 ? 1 : 0;
  failed += high.length === 0 ? 0 : 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
