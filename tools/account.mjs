// @ts-check
import { spawnSync } from 'node:child_process';

/** @typedef {{ uid: number, gid: number, name: string }} Account */

/** @param {string} flag @param {string} name */
function idOf(flag, name) {
  const result = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return result.status === 0 ? Number(result.stdout) : undefined;
}

/**
 * The account that PostgreSQL must run as: it refuses to run as root, so then it is one that every system has.
 * Undefined when we are not root and it simply runs as us.
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
      return { uid, gid, name };
    }
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is no account postgres or nobody to run it as.',
  );
}
