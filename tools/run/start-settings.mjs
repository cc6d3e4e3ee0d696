// @ts-check
// What `npm start` can check before it installs anything: this file and its imports need nothing but Node.
import { dataFolder } from '../servers/data-folder.mjs';
import { originNetwork } from '../origin/network-settings.mjs';
import { requirePorts } from '../processes/ports.mjs';
import { Refusal } from '../terminal/progress.mjs';

/**
 * The port of the origin and the data folder.
 * @param {string} root
 * @throws {Refusal} when ATES_PORT is not a valid port
 */
export function startSettings(root) {
  const text = process.env['ATES_PORT'] ?? '4300';
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_532) {
    throw new Refusal(
      `ATES_PORT is ${text}; it must be a port number; the services use the next three ports.`,
    );
  }
  return { port, data: dataFolder(root) };
}

/**
 * Fails early on settings that would prevent a start anyway, before minutes are spent installing packages.
 * @param {string} root
 * @throws {Refusal}
 */
export async function requireStartable(root) {
  const { port } = startSettings(root);
  originNetwork();
  await requirePorts(port);
}
