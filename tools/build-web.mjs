// @ts-check
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { progress, progressWhile, Refusal } from './progress.mjs';
import { webFolder } from './web-ui.mjs';

/**
 * A hash of what the web UI is built from.
 * @param {string} root
 */
function versionOfSources(root) {
  const app = path.join(root, 'apps/web');
  const hash = createHash('sha256').update(fs.readFileSync(path.join(root, 'package-lock.json')));
  const entries = fs.readdirSync(app, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .concat(path.join(root, 'libs/contracts/src/task-text.ts'));
  for (const file of files.sort()) {
    hash.update(path.relative(app, file)).update(fs.readFileSync(file));
  }
  return hash.digest('hex');
}

/** @param {string} root */
async function build(root) {
  const { build: viteBuild } = await import('vite');
  try {
    await viteBuild({ configFile: path.join(root, 'apps/web/vite.config.ts'), logLevel: 'warn' });
  } catch (error) {
    throw new Refusal(
      `The web UI does not build:\n${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * Builds the web UI into dist/web, unless nothing changed since.
 * @param {string} root
 */
export async function buildWeb(root) {
  const stamp = path.join(root, webFolder, '.sources');
  const version = versionOfSources(root);
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === version) {
    return;
  }
  await progressWhile('building the web UI', build(root));
  fs.writeFileSync(stamp, version);
  progress('web UI built');
}
