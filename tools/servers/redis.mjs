// @ts-check
// A private Redis for tests, with its own port and folder. Needs no root and no system service.
import path from 'node:path';
import { endChild, startServer } from '../processes/child-processes.mjs';
import { freePort } from '../processes/ports.mjs';
import { noteStarted } from '../processes/processes.mjs';
import { answersGreeting, untilReady } from '../processes/readiness.mjs';
import { installationOf, installedProgram, librariesBelow } from './distribution.mjs';

/**
 * @typedef {object} Redis
 * @property {string} url
 * @property {number} port
 * @property {number} pid
 * @property {() => Promise<void>} stop
 *
 * @typedef {{ program: string, environment: Record<string, string> }} Installation
 */

const redis = {
  name: 'Redis',
  package: 'redis-server',
  homebrew: 'redis',
  always: 'redis-server|redis-tools',
};

/** @returns {Installation | undefined} */
function installed() {
  const program = installedProgram('redis-server', ['/usr/bin', '/opt/homebrew/bin', '/usr/local/bin']);
  return program ? { program, environment: {} } : undefined;
}

/** @param {string} root @returns {Installation} */
const unpacked = (root) => ({
  // In the unpacked packages, redis-server is only a link to this program.
  program: path.join(root, 'usr/bin/redis-check-rdb'),
  environment: { LD_LIBRARY_PATH: librariesBelow(root) },
});

const installation = () => installationOf(redis, installed, unpacked);

/** Makes sure that Redis can be started, unpacking it if necessary. Returns the path of its program. */
export const findRedis = () => installation().program;

/**
 * Starts a server without persistence; `directory` holds its log.
 * @param {{ directory: string, port?: number }} options
 * @returns {Promise<Redis>}
 */
export async function startRedis({ directory, port: wanted }) {
  const { program, environment } = installation();
  const port = wanted ?? (await freePort());
  const log = path.join(directory, 'output.log');
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', directory];
  const { child, logSize } = await startServer(program, ['--port', String(port), ...settings], {
    log,
    // The program decides by this name what to do.
    argv0: 'redis-server',
    cwd: directory,
    env: { ...process.env, ...environment },
  });
  noteStarted(child.pid ?? 0, 'redis');
  const stop = () => endChild(child, 'SIGKILL');
  try {
    const probe = async () =>
      (await answersGreeting(port, 'PING\r\n', (answer) => answer.toString().startsWith('+PONG')))
        ? undefined
        : "it doesn't answer";
    await untilReady({ name: 'Redis', child, log, logSize, probe });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `redis://127.0.0.1:${port}`, port, pid: child.pid ?? 0, stop };
}
