// @ts-check
// A private RabbitMQ for tests, with its own node name, ports, folders and cookie. Needs no root and no system service.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { endChild, startServer } from '../processes/child-processes.mjs';
import { freePort } from '../processes/ports.mjs';
import { noteStarted } from '../processes/processes.mjs';
import { answersGreeting, untilReady } from '../processes/readiness.mjs';
import { installationOf, installedProgram, librariesBelow } from './distribution.mjs';

/**
 * @typedef {object} RabbitMq
 * @property {string} url
 * @property {() => Promise<void>} stop shuts it down gracefully, so that it persists its messages
 * @property {() => Promise<void>} kill kills it
 *
 * @typedef {{ script: string, environment: Record<string, string> }} Installation
 * @typedef {{ port: number, distributionPort: number, epmdPort: number, node: string }} Identity
 */

const rabbitMq = {
  name: 'RabbitMQ',
  package: 'rabbitmq-server',
  homebrew: 'rabbitmq',
  always: 'rabbitmq-server|erlang-[a-z0-9-]+',
  note: 'A running broker is not enough: the tests start, stop and kill their own nodes.',
};

/** The first byte of a broker's answer to the header of AMQP 0-9-1: a frame with a method, `connection.start`. */
const startFrame = 1;

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

/** @param {string} root @returns {Installation} */
const unpacked = (root) => ({
  script: path.join(root, 'usr/lib/rabbitmq/bin/rabbitmq-server'),
  environment: {
    PATH: `${root}/usr/lib/erlang/bin:${root}/usr/bin:/usr/bin:/bin`,
    LD_LIBRARY_PATH: librariesBelow(root),
  },
});

const installation = () => installationOf(rabbitMq, installed, unpacked);

/** Makes sure that RabbitMQ can be started, unpacking it if necessary. Returns the path of its start script. */
export const findRabbitMq = () => installation().script;

/**
 * The identity of the node in this folder: always the same, so that the node finds its data again.
 * @param {string} directory
 * @returns {Promise<Identity>}
 */
async function identityOf(directory) {
  const file = path.join(directory, 'identity.json');
  if (fs.existsSync(file)) {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  }
  const identity = {
    port: await freePort(),
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
 * Starts Erlang's node registry (epmd) and the node, both as our children: the registry that a node starts by default
 * detaches and outlives it.
 * @param {string} directory
 * @param {Identity} identity
 * @param {Installation} programs
 */
async function startNode(directory, identity, programs) {
  const options = { env: environmentOf(directory, identity, programs), cwd: directory };
  const address = ['-port', String(identity.epmdPort), '-address', '127.0.0.1'];
  const registry = await startServer('epmd', address, { ...options, log: path.join(directory, 'epmd.log') });
  noteStarted(registry.child.pid ?? 0, 'epmd');
  const log = path.join(directory, 'output.log');
  const node = await startServer(programs.script, [], { ...options, log });
  noteStarted(node.child.pid ?? 0, 'rabbitmq');
  return { ...node, log, registry: registry.child };
}

/**
 * Starts a node in a folder; an existing one keeps its name, port and data, even after a kill. `url` is the address of
 * the virtual host `/`; `virtualHosts` are created in addition.
 * @param {{ directory: string, virtualHosts?: readonly string[] }} options
 * @returns {Promise<RabbitMq>}
 */
export async function startRabbitMq({ directory: folder, virtualHosts = [] }) {
  const programs = installation();
  const directory = path.resolve(folder);
  fs.mkdirSync(directory, { recursive: true });
  const identity = await identityOf(directory);
  writeConfiguration(directory, identity, virtualHosts);
  const { child, registry, log, logSize } = await startNode(directory, identity, programs);
  const end = async (/** @type {NodeJS.Signals} */ signal) => {
    // RabbitMQ's script starts the broker as its own child.
    await endChild(child, signal, { isGroup: true });
    await endChild(registry, 'SIGKILL');
  };
  try {
    const probe = async () =>
      (await answersGreeting(identity.port, 'AMQP\0\0\x09\x01', ([type]) => type === startFrame))
        ? undefined
        : "it doesn't respond";
    await untilReady({ name: 'RabbitMQ', child, log, logSize, probe });
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return {
    url: `amqp://guest:guest@127.0.0.1:${identity.port}`,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}
