// @ts-check
// A private RabbitMQ for tests, with its own node name, ports, folders and cookie. Needs no root and no system service.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { installedProgram, librariesBelow, unpackedRoot } from './distribution.mjs';
import { openLog } from '../processes/logs.mjs';
import { freePort } from '../processes/ports.mjs';
import { noteStarted, sendSignal } from '../processes/processes.mjs';
import { Refusal } from '../terminal/progress.mjs';
import { untilReady } from '../processes/readiness.mjs';

/**
 * @typedef {object} RabbitMq
 * @property {string} url
 * @property {number} port
 * @property {number} pid
 * @property {() => Promise<void>} stop shuts it down gracefully, so that it persists its messages
 * @property {() => Promise<void>} kill kills it
 *
 * @typedef {{ script: string, environment: Record<string, string> }} Installation
 * @typedef {{ port: number, distributionPort: number, epmdPort: number, node: string }} Identity
 */

const rabbitMq = {
  name: 'RabbitMQ',
  package: 'rabbitmq-server',
  always: 'rabbitmq-server|erlang-[a-z0-9-]+',
};

/**
 * The installed RabbitMQ. The distribution's /usr/sbin/rabbitmq-server only runs as root or rabbitmq, unlike the
 * script that it wraps.
 * @returns {Installation | undefined}
 */
function installed() {
  const folders = ['/usr/lib/rabbitmq/bin', '/opt/homebrew/sbin', '/usr/local/sbin'];
  const script = installedProgram(
    'rabbitmq-server',
    folders,
    (file) => !fs.readFileSync(file, 'latin1').includes('Only root or rabbitmq'),
  );
  return script ? { script, environment: {} } : undefined;
}

/** @returns {Installation | undefined} */
function unpacked() {
  const root = unpackedRoot(rabbitMq);
  return root === undefined
    ? undefined
    : {
        script: path.join(root, 'usr/lib/rabbitmq/bin/rabbitmq-server'),
        environment: {
          PATH: `${root}/usr/lib/erlang/bin:${root}/usr/bin:/usr/bin:/bin`,
          LD_LIBRARY_PATH: librariesBelow(root),
        },
      };
}

/**
 * RabbitMQ's programs: installed, already unpacked, or unpacked now.
 * @returns {Installation}
 */
function installation() {
  const found = installed() ?? unpacked();
  if (!found) {
    throw new Refusal(
      'RabbitMQ is not installed, and its packages could not be unpacked (which needs apt-get and network access). Install it (apt install rabbitmq-server, brew install rabbitmq) and try again. A running broker is not enough: the tests start, stop and kill their own nodes.',
    );
  }
  return found;
}

/** Makes sure that RabbitMQ can be started, unpacking it if necessary. Returns the path of its start script. */
export const findRabbitMq = () => installation().script;

/**
 * The identity of the node in this folder: always the same, so that the node finds its data again.
 * @param {string} directory
 * @param {number | undefined} port
 * @returns {Promise<Identity>}
 */
async function identityOf(directory, port) {
  const file = path.join(directory, 'identity.json');
  if (fs.existsSync(file)) {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  }
  const identity = {
    port: port ?? (await freePort()),
    distributionPort: await freePort(),
    epmdPort: await freePort(),
    node: `ates${createHash('sha256').update(directory).digest('hex').slice(0, 8)}@localhost`,
  };
  fs.writeFileSync(file, JSON.stringify(identity));
  return identity;
}

/**
 * The definitions that the node imports at its first start. They replace RabbitMQ's default user and virtual host.
 * @param {readonly string[]} virtualHosts
 */
const definitions = (virtualHosts) => ({
  users: [{ name: 'guest', password: 'guest', tags: 'administrator' }],
  vhosts: ['/', ...virtualHosts].map((name) => ({ name })),
  permissions: ['/', ...virtualHosts].map((vhost) => ({
    user: 'guest',
    vhost,
    configure: '.*',
    write: '.*',
    read: '.*',
  })),
});

/**
 * @param {string} directory
 * @param {Identity} identity
 * @param {readonly string[]} virtualHosts
 */
function writeConfiguration(directory, identity, virtualHosts) {
  const write = (/** @type {string} */ name, /** @type {string} */ text) =>
    fs.writeFileSync(path.join(directory, name), text);
  write('env.conf', '');
  write('plugins', '[].\n');
  write('definitions.json', JSON.stringify(definitions(virtualHosts)));
  write(
    'rabbitmq.conf',
    [
      `listeners.tcp.default = 127.0.0.1:${identity.port}`,
      'loopback_users = none',
      'disk_free_limit.absolute = 50MB',
      'vm_memory_high_watermark.relative = 0.4',
      `load_definitions = ${path.join(directory, 'definitions.json')}`,
      '',
    ].join('\n'),
  );
}

/** @param {string} directory @param {Identity} identity @param {Installation} programs */
const environmentOf = (directory, identity, programs) => ({
  PATH: process.env['PATH'],
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  HOME: directory,
  ...programs.environment,
  RABBITMQ_CONF_ENV_FILE: path.join(directory, 'env.conf'),
  RABBITMQ_CONFIG_FILE: path.join(directory, 'rabbitmq.conf'),
  RABBITMQ_ADVANCED_CONFIG_FILE: path.join(directory, 'advanced.config'),
  RABBITMQ_ENABLED_PLUGINS_FILE: path.join(directory, 'plugins'),
  RABBITMQ_NODENAME: identity.node,
  RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
  RABBITMQ_NODE_PORT: String(identity.port),
  RABBITMQ_DIST_PORT: String(identity.distributionPort),
  RABBITMQ_MNESIA_BASE: path.join(directory, 'mnesia'),
  RABBITMQ_LOG_BASE: path.join(directory, 'log'),
  RABBITMQ_PID_FILE: path.join(directory, 'pid'),
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+S 2:2 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}',
  ERL_EPMD_PORT: String(identity.epmdPort),
  ERL_EPMD_ADDRESS: '127.0.0.1',
});

/**
 * True when an AMQP broker responds on the port.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
const greets = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('AMQP\0\0\x09\x01'));
    const answer = (/** @type {boolean} */ isThere) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('data', (bytes) => answer(bytes[0] === 1));
    socket.once('error', () => answer(false));
    socket.setTimeout(500, () => answer(false));
  });

/**
 * Starts Erlang's node registry (epmd) as our child: the one that the node would start by default detaches and
 * outlives it.
 * @param {string} directory
 * @param {Identity} identity
 * @param {NodeJS.ProcessEnv} environment
 */
async function startRegistry(directory, identity, environment) {
  const registry = spawn('epmd', ['-port', String(identity.epmdPort), '-address', '127.0.0.1'], {
    env: environment,
    cwd: directory,
    detached: true,
    stdio: 'ignore',
  });
  await once(registry, 'spawn');
  noteStarted(registry.pid ?? 0, 'epmd');
  return registry;
}

/** @param {string} directory @param {Identity} identity @param {Installation} programs */
async function startNode(directory, identity, programs) {
  const environment = environmentOf(directory, identity, programs);
  const log = path.join(directory, 'output.log');
  const { file, size } = openLog(log);
  const registry = await startRegistry(directory, identity, environment);
  const server = spawn(programs.script, [], {
    env: environment,
    cwd: directory,
    detached: true,
    stdio: ['ignore', file, file],
  });
  fs.closeSync(file);
  await once(server, 'spawn');
  noteStarted(server.pid ?? 0, 'rabbitmq');
  return { server, registry, log, logSize: size };
}

/**
 * Signals a child's process group and waits for its exit: RabbitMQ's script starts the broker as its own child.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
async function endGroup(child, signal) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const ended = once(child, 'exit');
  sendSignal(-child.pid, signal);
  await ended;
}

/**
 * Starts a node in a folder; an existing one keeps its name, port and data, even after a kill. `url` is the address of
 * the virtual host `/`; `virtualHosts` are created in addition.
 * @param {{ directory: string, port?: number, virtualHosts?: readonly string[] }} options
 * @returns {Promise<RabbitMq>}
 */
export async function startRabbitMq({ directory: folder, port, virtualHosts = [] }) {
  const programs = installation();
  const directory = path.resolve(folder);
  fs.mkdirSync(directory, { recursive: true });
  const identity = await identityOf(directory, port);
  writeConfiguration(directory, identity, virtualHosts);
  const { server, registry, log, logSize } = await startNode(directory, identity, programs);
  const end = async (/** @type {NodeJS.Signals} */ signal) => {
    await endGroup(server, signal);
    await endGroup(registry, 'SIGKILL');
  };
  try {
    const probe = async () => ((await greets(identity.port)) ? undefined : "it doesn't respond");
    await untilReady({ name: 'RabbitMQ', child: server, log, logSize, probe });
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return {
    url: `amqp://guest:guest@127.0.0.1:${identity.port}`,
    port: identity.port,
    pid: server.pid ?? 0,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}
