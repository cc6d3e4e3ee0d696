// @ts-check
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { progress, Refusal } from './progress.mjs';

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
export function installPackages(root) {
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  const version = createHash('sha256').update(lock).digest('hex');
  const stamp = path.join(root, 'node_modules/.ates-lock');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === version) {
    return;
  }
  progress('installing packages (half a minute)');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  execFileSync(
    npm,
    ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' },
  );
  fs.writeFileSync(stamp, version);
  progress('packages installed');
}
