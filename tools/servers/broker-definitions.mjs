// @ts-check
// The definitions of the broker: users, rights, exchanges, queues and bindings, all from libs/contracts.
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** @typedef {import('@ates/contracts').BrokerDefinitions} BrokerDefinitions */

/**
 * @typedef {object} Wanted
 * @property {Record<'auth' | 'tasks' | 'finance', string>} passwords of the services' users
 * @property {readonly string[]} [virtualHosts] `/` by default
 * @property {string} [publishers] AMQP_PUBLISHERS; the first user of a service is its own
 * @property {import('@ates/contracts').QueueType} [queueType] `classic` by default
 */

/**
 * The definitions that the services need. They contain hashes of the passwords, not the passwords.
 * @param {string} root of the repository, with the built services
 * @param {Wanted} wanted
 * @returns {Promise<BrokerDefinitions>}
 */
export async function definitionsOfServices(root, { passwords, virtualHosts, publishers = '', queueType }) {
  const module = path.join(root, 'dist/libs/contracts/src/index.js');
  if (!fs.existsSync(module)) {
    throw new Error(`${module} does not exist. Run npm run build first.`);
  }
  /** @type {typeof import('@ates/contracts')} */
  const { brokerDefinitions, brokerPublishersIn, publishersOf } = await import(pathToFileURL(module).href);
  const names = readPublishers(() => brokerPublishersIn(publishers));
  const users = Object.entries(passwords).map(([service, password]) => [
    service,
    { name: publishersOf(names, service)[0] ?? service, ...hashed(password) },
  ]);
  return brokerDefinitions({ virtualHosts, queueType, users: Object.fromEntries(users) });
}

/**
 * @template Publishers
 * @param {() => Publishers} read
 */
function readPublishers(read) {
  try {
    return read();
  } catch (error) {
    throw new Error(`AMQP_PUBLISHERS ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/**
 * A password as RabbitMQ stores it: a salt, and the SHA-256 of salt and password.
 * @param {string} password
 */
function hashed(password) {
  const salt = randomBytes(4);
  const hash = createHash('sha256').update(salt).update(password).digest();
  return {
    password_hash: Buffer.concat([salt, hash]).toString('base64'),
    hashing_algorithm: 'rabbit_password_hashing_sha256',
  };
}

/**
 * A URL of the broker, with another user.
 * @param {string} amqpUrl
 * @param {string} user
 * @param {string} password
 */
export function asBrokerUser(amqpUrl, user, password) {
  const url = new URL(amqpUrl);
  url.username = encodeURIComponent(user);
  url.password = encodeURIComponent(password);
  return url.href;
}
