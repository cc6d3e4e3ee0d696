// @ts-check
import { spawnSync } from 'node:child_process';

/** @typedef {{ uid: number, gid: number, name: string }} Account */

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
      return { uid, gid, name };
    }
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and this system has no account named postgres or nobody to run it as.',
  );
}
