// @ts-check
// A private Redis for tests, with its own port and folder. Needs no root and no system service.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { installedProgram, librariesBelow, unpackedRoot } from './distribution.mjs';
import { openLog } from '../processes/logs.mjs';
import { freePort } from '../processes/ports.mjs';
import { noteStarted } from '../processes/processes.mjs';
import { Refusal } from '../terminal/progress.mjs';
import { untilReady } from '../processes/readiness.mjs';

/**
 * @typedef {object} Redis
 * @property {string} url
 * @property {number} port
 * @property {number} pid
 * @property {() => Promise<void>} stop
 *
 * @typedef {{ program: string, environment: Record<string, string> }} Installation
 */

const redis = { name: 'Redis', package: 'redis-server', always: 'redis-server|redis-tools' };

/** @returns {Installation | undefined} */
function installed() {
  const program = installedProgram('redis-server', ['/usr/bin', '/opt/homebrew/bin', '/usr/local/bin']);
  return program ? { program, environment: {} } : undefined;
}

/** @returns {Installation | undefined} */
function unpacked() {
  const root = unpackedRoot(redis);
  return root === undefined
    ? undefined
    : {
        // In the unpacked packages, redis-server is only a link to this program.
        program: path.join(root, 'usr/bin/redis-check-rdb'),
        environment: { LD_LIBRARY_PATH: librariesBelow(root) },
      };
}

/**
 * The Redis program: installed, already unpacked, or unpacked now.
 * @returns {Installation}
 */
function installation() {
  const found = installed() ?? unpacked();
  if (!found) {
    throw new Refusal(
      'Redis is not installed, and its packages could not be unpacked (which needs apt-get and network access). Install it (apt install redis-server, brew install redis) and try again.',
    );
  }
  return found;
}

/** Makes sure that Redis can be started, unpacking it if necessary. Returns the path of its program. */
export const findRedis = () => installation().program;

/**
 * True when Redis responds on the port.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const answer = (/** @type {boolean} */ isThere) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('data', (bytes) => answer(bytes.toString().startsWith('+PONG')));
    socket.once('error', () => answer(false));
    socket.setTimeout(500, () => answer(false));
  });

/**
 * Starts a server without persistence; `directory` holds its log.
 * @param {{ directory: string, port?: number }} options
 * @returns {Promise<Redis>}
 */
export async function startRedis({ directory, port: wanted }) {
  const { program, environment } = installation();
  const port = wanted ?? (await freePort());
  const log = path.join(directory, 'output.log');
  const { file, size } = openLog(log);
  const settings = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    directory,
  ];
  const server = spawn(program, settings, {
    // The program decides by this name what to do.
    argv0: 'redis-server',
    cwd: directory,
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ['ignore', file, file],
  });
  fs.closeSync(file);
  await once(server, 'spawn');
  noteStarted(server.pid ?? 0, 'redis');
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    }
  };
  try {
    const probe = async () => ((await answers(port)) ? undefined : "it doesn't answer");
    await untilReady({ name: 'Redis', child: server, log, logSize: size, probe });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `redis://127.0.0.1:${port}`, port, pid: server.pid ?? 0, stop };
}
