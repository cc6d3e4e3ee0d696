// @ts-check
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** The names of all secrets. */
export const secretNames = /** @type {const} */ ([
  'authDatabase',
  'tasksDatabase',
  'financeDatabase',
  'authOwner',
  'tasksOwner',
  'financeOwner',
  'brokerOperator',
  'authBroker',
  'tasksBroker',
  'financeBroker',
  'tasksClient',
  'financeClient',
  'cookies',
  'beaks',
  'prices',
]);

/** @typedef {Record<typeof secretNames[number], string>} Secrets */

/**
 * The secrets of this installation: generated once, stored in the data folder, readable only by its owner.
 * @param {string} folder
 * @returns {Secrets}
 */
export function secretsIn(folder) {
  const file = path.join(folder, 'secrets.json');
  /** @type {Partial<Secrets>} */
  const known = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
  const missing = secretNames.filter((name) => known[name] === undefined);
  const made = Object.fromEntries(missing.map((name) => [name, randomBytes(24).toString('base64url')]));
  const secrets = /** @type {Secrets} */ ({ ...known, ...made });
  if (missing.length > 0) {
    const draft = `${file}.new`;
    fs.writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    fs.renameSync(draft, file);
  }
  return secrets;
}
