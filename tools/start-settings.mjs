// @ts-check
// What `npm start` can tell before it installs anything: like this file, what it imports needs nothing but Node.
import { dataFolder } from './data-folder.mjs';
import { originNetwork } from './origin-network.mjs';
import { requirePorts } from './ports.mjs';
import { Refusal } from './progress.mjs';

/**
 * The port of the origin and the folder that everything is kept in.
 * @param {string} root
 * @throws {Refusal} when ATES_PORT is no port
 */
export function startSettings(root) {
  const text = process.env['ATES_PORT'] ?? '4300';
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_532) {
    throw new Refusal(`ATES_PORT is ${text}; it must be a port, with the next three for the services.`);
  }
  return { port, data: dataFolder(root) };
}

/**
 * Refuses what would keep the system from starting anyway, before minutes are spent on packages.
 * @param {string} root
 * @throws {Refusal}
 */
export async function requireStartable(root) {
  const { port } = startSettings(root);
  originNetwork();
  await requirePorts(port);
}
