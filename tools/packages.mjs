// @ts-check
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { progress, progressWhile, Refusal } from './progress.mjs';

const oldest = { major: 20, minor: 19 };

/** Refuses a Node that is too old, in words. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
    throw new Refusal(
      `Node ${oldest.major}.${oldest.minor} or later is needed; this is ${process.versions.node}. Install a newer one.`,
    );
  }
}

/**
 * Installs the packages of the lock file, unless they are there. Install scripts are not run: nothing here needs one.
 * @param {string} root
 */
export async function installPackages(root) {
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  const version = createHash('sha256').update(lock).digest('hex');
  const stamp = path.join(root, 'node_modules/.ates-lock');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === version) {
    return;
  }
  if (isLink(path.join(root, 'node_modules'))) {
    // A work tree that borrows the packages of another: npm would empty that one's folder.
    progress('node_modules is a link to packages of another version; they are used as they are');
    return;
  }
  await progressWhile('installing packages', install(root));
  fs.writeFileSync(stamp, version);
  progress('packages installed');
}

/** @param {string} path */
const isLink = (path) => fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

/** @param {string} root */
async function install(root) {
  const isWindows = process.platform === 'win32';
  const npm = spawn(
    isWindows ? 'npm.cmd' : 'npm',
    ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: isWindows },
  );
  const [code] = await once(npm, 'exit').catch((error) => {
    throw new Refusal(
      `npm could not be started (${error.message}). It comes with Node; see that it is on the PATH.`,
    );
  });
  if (code !== 0) {
    throw new Refusal(
      `The packages could not be installed; npm says above why. It needs the network once: try again, or run npm ci --ignore-scripts by hand.`,
    );
  }
}
