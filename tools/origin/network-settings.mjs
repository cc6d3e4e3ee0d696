// @ts-check
import { usualLimits } from '../../libs/platform/src/edge/http-server.mjs';
import { wrongProxy } from '../../libs/platform/src/edge/trusted-proxies.mjs';
import { Refusal } from '../terminal/progress.mjs';

/**
 * The network settings of the origin: `TRUSTED_PROXIES` and `CONNECTIONS_PER_ADDRESS` from the environment.
 * @param {NodeJS.ProcessEnv} [environment]
 * @throws {Refusal} when one of them is invalid
 */
export function originNetwork(environment = process.env) {
  const proxies = environment['TRUSTED_PROXIES'] ?? '';
  const wrong = wrongProxy(proxies);
  if (wrong !== undefined) {
    throw new Refusal(
      `TRUSTED_PROXIES has ${wrong}, which is neither an address (10.0.0.5) nor a network (10.0.0.0/8, loopback, uniquelocal).`,
    );
  }
  const text = environment['CONNECTIONS_PER_ADDRESS'] || String(usualLimits.connectionsPerAddress);
  const connectionsPerAddress = Number(text);
  if (!Number.isInteger(connectionsPerAddress) || connectionsPerAddress < 1) {
    throw new Refusal(`CONNECTIONS_PER_ADDRESS is ${text}; it must be a positive whole number.`);
  }
  return { proxies, limits: { connectionsPerAddress } };
}
