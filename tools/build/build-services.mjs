// @ts-check
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { buildStep } from './build-step.mjs';

/** The file that stores which sources the services in dist/ were built from. */
export const servicesStamp = 'dist/.sources';

const builder = 'tools/build/bundle-services.mjs';

const source = /^(apps\/(?!web\/)\w+\/static\/|(apps\/(?!web\/)|libs\/)\w+\/src\/.*(?<!\.spec)\.m?[jt]s$)/;

/**
 * A hash of the sources of the services.
 * @param {string} root
 */
function versionOfSources(root) {
  const files = ['apps', 'libs'].flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/')),
  );
  const hash = createHash('sha256');
  for (const file of files
    .filter((name) => source.test(name))
    .sort()
    .concat('tsconfig.json', 'package-lock.json', builder)) {
    hash.update(file).update(fs.readFileSync(path.join(root, file)));
  }
  return hash.digest('hex');
}

/**
 * Builds the services into dist/, unless the last build had the same sources.
 * @param {string} root
 * @param {AbortSignal} [signal] cancels the build
 */
export async function buildServices(root, signal) {
  await buildStep(
    root,
    {
      name: 'the services',
      lock: 'services',
      stamp: path.join(root, servicesStamp),
      version: versionOfSources(root),
      command: [builder],
    },
    signal,
  );
}
