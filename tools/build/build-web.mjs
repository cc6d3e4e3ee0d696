// @ts-check
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { buildStep } from './build-step.mjs';
import { webFolder } from '../origin/web-ui.mjs';

// Types alone: they are not part of the bundle.
const generatedTypes = path.join('src', 'api', 'generated');

/**
 * A hash of the sources of the web UI.
 * @param {string} root
 */
function versionOfSources(root) {
  const app = path.join(root, 'apps/web');
  const hash = createHash('sha256').update(fs.readFileSync(path.join(root, 'package-lock.json')));
  const files = [
    'index.html',
    'silent.html',
    'package.json',
    'vite.config.ts',
    ...below(app, 'public'),
    ...below(app, 'src'),
  ]
    .map((file) => path.join(app, file))
    .concat(path.join(root, 'libs/contracts/src/task-text.ts'));
  for (const file of files.sort()) {
    hash.update(path.relative(app, file)).update(fs.readFileSync(file));
  }
  return hash.digest('hex');
}

/**
 * @param {string} app
 * @param {string} folder
 */
const below = (app, folder) =>
  fs
    .readdirSync(path.join(app, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && path.relative(app, entry.parentPath) !== generatedTypes)
    .map((entry) => path.relative(app, path.join(entry.parentPath, entry.name)));

/**
 * Builds the web UI into dist/web, unless the last build had the same sources.
 * @param {string} root
 * @param {AbortSignal} [signal] cancels the build
 */
export async function buildWeb(root, signal) {
  await buildStep(
    root,
    {
      name: 'the web UI',
      lock: 'web-ui',
      stamp: path.join(root, webFolder, '.sources'),
      version: versionOfSources(root),
      command: [
        'node_modules/vite/bin/vite.js',
        'build',
        '--config=apps/web/vite.config.ts',
        '--logLevel=warn',
      ],
    },
    signal,
  );
}
