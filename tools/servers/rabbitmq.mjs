// @ts-check
// A private RabbitMQ, for tests and `npm start`, with its own node name, ports, folders and cookie. Needs no root and no system service.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { endChild, startServer } from '../processes/child-processes.mjs';
import { freePort } from '../processes/ports.mjs';
import { endProcess, isProcess, noteStarted } from '../processes/processes.mjs';
import { answersGreeting, untilReady } from '../processes/readiness.mjs';
import { installationOf, installedProgram, librariesBelow } from './distribution.mjs';

/**
 * @typedef {object} RabbitMq
 * @property {string} url
 * @property {string} managementUrl of the management API, if it serves one
 * @property {number} pid
 * @property {Promise<string>} ended resolves with how its process ended
 * @property {string} log
 * @property {() => Promise<void>} stop shuts it down gracefully, so that it persists its messages
 * @property {() => Promise<void>} kill kills it
 * @property {(...args: string[]) => Promise<string>} control runs `rabbitmqctl` with these arguments; resolves with its output
 *
 * @typedef {import('@ates/contracts').BrokerDefinitions} BrokerDefinitions
 * @typedef {{ script: string, environment: Record<string, string> }} Installation
 * @typedef {{
 *   port: number, distributionPort: number, epmdPort: number, managementPort: number, node: string,
 * }} Identity
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
    managementPort: await freePort(),
    node: `ates${createHash('sha256').update(directory).digest('hex').slice(0, 8)}@localhost`,
  };
  fs.writeFileSync(file, JSON.stringify(identity));
  return identity;
}

/** @typedef {{ name: string, password: string }} Operator the user who may do everything */

/**
 * The definitions that the node imports at each start. They replace RabbitMQ's default user and virtual host.
 * @param {Operator} operator
 * @param {readonly string[]} virtualHosts
 * @param {BrokerDefinitions | undefined} services
 */
const definitionsOf = (operator, virtualHosts, services) => ({
  ...services,
  users: [{ ...operator, tags: 'administrator' }, ...(services?.users ?? [])],
  vhosts: virtualHosts.map((name) => ({ name })),
  permissions: [
    ...virtualHosts.map((vhost) => ({
      user: operator.name,
      vhost,
      configure: '.*',
      write: '.*',
      read: '.*',
    })),
    ...(services?.permissions ?? []),
  ],
});

/**
 * @param {string} directory
 * @param {Identity} identity
 * @param {object} definitions
 * @param {{ hasManagement: boolean, cluster: readonly string[] }} options
 */
function writeConfiguration(directory, identity, definitions, { hasManagement, cluster }) {
  const write = (/** @type {string} */ name, /** @type {string} */ text) =>
    fs.writeFileSync(path.join(directory, name), text, { mode: 0o600 });
  write('env.conf', '');
  write('plugins', hasManagement ? '[rabbitmq_management].\n' : '[].\n');
  write('definitions.json', JSON.stringify(definitions));
  write(
    'rabbitmq.conf',
    [
      `listeners.tcp.default = 127.0.0.1:${identity.port}`,
      'loopback_users = none',
      'disk_free_limit.absolute = 50MB',
      'vm_memory_high_watermark.relative = 0.4',
      `load_definitions = ${path.join(directory, 'definitions.json')}`,
      ...(hasManagement
        ? ['management.tcp.ip = 127.0.0.1', `management.tcp.port = ${identity.managementPort}`]
        : []),
      ...(cluster.length > 0 ? clusterSettings(cluster) : []),
      '',
    ].join('\n'),
  );
}

/** A new node joins the first of these that answers, or else founds the cluster. @param {readonly string[]} nodes */
const clusterSettings = (nodes) => [
  'cluster_formation.peer_discovery_backend = classic_config',
  ...nodes.map((name, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${name}`),
  // The founder waits this long for others.
  'cluster_formation.discovery_retry_limit = 1',
];

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
 * Starts Erlang's node registry (epmd) as our child: the one that a node starts by default detaches and outlives it. It ends
 * at once if another one already serves this port, as in a cluster on one machine.
 * @param {string} directory
 * @param {number} port
 * @param {NodeJS.ProcessEnv} env
 */
async function startRegistry(directory, port, env) {
  const address = ['-port', String(port), '-address', '127.0.0.1'];
  const log = path.join(directory, 'epmd.log');
  const { child } = await startServer('epmd', address, { env, cwd: directory, log });
  noteStarted(child.pid ?? 0, 'epmd');
  fs.writeFileSync(path.join(directory, 'epmd.pid'), String(child.pid));
  return child;
}

/**
 * Starts a node registry that outlives the nodes of a cluster on this machine.
 * @param {string} directory an existing folder
 * @param {number} port
 * @returns {Promise<{ stop: () => Promise<void> }>}
 */
export async function startNodeRegistry(directory, port) {
  const env = { PATH: process.env['PATH'], HOME: directory, ...installation().environment };
  const child = await startRegistry(directory, port, env);
  return { stop: () => endChild(child, 'SIGKILL') };
}

/**
 * Starts the node registry and the node, both as our children.
 * @param {string} directory
 * @param {Identity} identity
 * @param {Installation} programs
 */
async function startNode(directory, identity, programs) {
  const env = environmentOf(directory, identity, programs);
  const registry = await startRegistry(directory, identity.epmdPort, env);
  const log = path.join(directory, 'output.log');
  const node = await startServer(programs.script, [], { env, cwd: directory, log });
  noteStarted(node.child.pid ?? 0, 'rabbitmq');
  return { ...node, log, registry };
}

/**
 * Ends the node and the registry that a killed run left behind in this folder.
 * @param {string} directory
 * @param {Identity} identity
 */
async function endLeftOver(directory, { epmdPort }) {
  for (const { file, words } of [
    { file: 'pid', words: `-home ${directory} ` },
    { file: 'epmd.pid', words: `-port ${epmdPort} ` },
  ]) {
    const at = path.join(directory, file);
    const pid = fs.existsSync(at) ? Number(fs.readFileSync(at, 'utf8')) : 0;
    if (isProcess(pid, words)) {
      await endProcess({ pid, words, signal: 'SIGTERM', patience: 30_000 });
    }
  }
}

/**
 * Starts a node in a folder; an existing one keeps its name, ports and data, even after a kill. `url` is the address of
 * the virtual host `/` for the operator.
 * @param {object} options
 * @param {string} options.directory
 * @param {readonly string[]} [options.virtualHosts] created in addition to `/`
 * @param {BrokerDefinitions} [options.definitions] imported at each start: the services' users, exchanges and queues
 * @param {Operator} [options.operator]
 * @param {boolean} [options.hasManagement] whether it serves the management API, at `managementUrl`
 * @param {readonly string[]} [options.cluster] the names of all nodes of its cluster, itself included
 * @returns {Promise<RabbitMq>}
 */
export async function startRabbitMq({
  directory: folder,
  virtualHosts = [],
  definitions,
  operator = { name: 'guest', password: 'guest' },
  hasManagement = false,
  cluster = [],
}) {
  const programs = installation();
  const directory = path.resolve(folder);
  fs.mkdirSync(directory, { recursive: true });
  const identity = await identityOf(directory);
  await endLeftOver(directory, identity);
  writeConfiguration(directory, identity, definitionsOf(operator, ['/', ...virtualHosts], definitions), {
    hasManagement,
    cluster,
  });
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
  const credentials = `${operator.name}:${operator.password}`;
  return {
    url: `amqp://${credentials}@127.0.0.1:${identity.port}`,
    managementUrl: `http://${credentials}@127.0.0.1:${identity.managementPort}`,
    pid: child.pid ?? 0,
    ended: once(child, 'exit').then(([code, how]) => how ?? `exit code ${code}`),
    log,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    control: (...args) => control(programs, environmentOf(directory, identity, programs), args),
  };
}

/**
 * @param {Installation} programs
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} args
 */
async function control({ script }, env, args) {
  const program = path.join(path.dirname(script), 'rabbitmqctl');
  const { stdout } = await promisify(execFile)(program, args, { env });
  return stdout;
}
