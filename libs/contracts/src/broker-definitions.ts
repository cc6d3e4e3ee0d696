import {
  brokerTopology,
  eventSubscriptions,
  exchangeOf,
  producers,
  unroutedQueueOf,
  type BrokerTopology,
  type QueueType,
} from './broker-topology.js';

/** What a user may do, as regular expressions that match the names of exchanges and queues. */
export interface BrokerRights {
  configure: string;
  write: string;
  read: string;
}

const nothing = '^$';

/** Matches exactly these names. */
const oneOf = (names: readonly string[]): string =>
  `^(${names.map((name) => name.replaceAll('.', String.raw`\.`)).join('|')})$`;

/**
 * The rights of a service: it publishes to its own exchange, consumes its own queues, and declares, binds and deletes
 * nothing. The default exchange, which leads to every queue, is named `amq.default` here, so it matches nothing.
 */
export const brokerRightsOf = (service: string): BrokerRights => ({
  configure: nothing,
  write: oneOf([exchangeOf(service)]),
  read: oneOf([
    ...eventSubscriptions.filter(({ consumer }) => consumer === service).map(({ queue }) => queue),
    unroutedQueueOf(service),
  ]),
});

/** How a user signs in: by a password, or by its salted hash, so that a file contains no password. */
type BrokerCredential = { password: string } | { password_hash: string; hashing_algorithm: string };

/** The RabbitMQ user of a service. */
export type BrokerUser = { name: string } & BrokerCredential;

export interface DefinitionOptions {
  /** The virtual hosts to define everything in; `/` by default. */
  virtualHosts?: readonly string[] | undefined;
  queueType?: QueueType | undefined;
  /** The user of each service. */
  users: Readonly<Record<string, BrokerUser>>;
}

type InVirtualHost<Definition> = Definition & { vhost: string };

/** RabbitMQ's definitions: what `load_definitions`, `rabbitmqctl import_definitions` and the management API take. */
export interface BrokerDefinitions {
  vhosts: { name: string }[];
  users: (BrokerUser & { tags: string })[];
  permissions: InVirtualHost<BrokerRights & { user: string }>[];
  exchanges: InVirtualHost<BrokerTopology['exchanges'][number] & { auto_delete: false; internal: false }>[];
  queues: InVirtualHost<BrokerTopology['queues'][number] & { auto_delete: false }>[];
  bindings: InVirtualHost<BrokerTopology['bindings'][number] & { arguments: object }>[];
}

/**
 * The definitions of everything at the broker: virtual hosts, users with their rights, exchanges, queues and bindings.
 * Importing them again changes nothing, and creates what is missing. Throws if a service has no user.
 */
export function brokerDefinitions({
  virtualHosts = ['/'],
  queueType,
  users,
}: DefinitionOptions): BrokerDefinitions {
  const topology = brokerTopology(queueType);
  const services = producers.map((service) => ({ service, user: userOf(users, service) }));
  return {
    vhosts: virtualHosts.map((name) => ({ name })),
    // Without a tag, a user can neither use the management API nor publish under another's name.
    users: services.map(({ user }) => ({ ...user, tags: '' })),
    permissions: virtualHosts.flatMap((vhost) =>
      services.map(({ service, user }) => ({ user: user.name, vhost, ...brokerRightsOf(service) })),
    ),
    exchanges: virtualHosts.flatMap((vhost) =>
      topology.exchanges.map((exchange) => ({ ...exchange, vhost, auto_delete: false, internal: false })),
    ),
    queues: virtualHosts.flatMap((vhost) =>
      topology.queues.map((queue) => ({ ...queue, vhost, auto_delete: false })),
    ),
    bindings: virtualHosts.flatMap((vhost) =>
      topology.bindings.map((binding) => ({ ...binding, vhost, arguments: {} })),
    ),
  };
}

function userOf(users: DefinitionOptions['users'], service: string): BrokerUser {
  const user = users[service];
  if (!user) {
    throw new Error(`${service} has no RabbitMQ user`);
  }
  return user;
}

/** The RabbitMQ users that may publish the events of each service; a service that isn't listed has the one of its name. */
export type BrokerPublishers = Readonly<Record<string, readonly string[]>>;

/**
 * Reads pairs of a service and a user that may publish its events, such as `auth=hr,tasks=ates-tasks`; a service may have
 * several. Throws an Error that names the first text that is no such pair.
 */
export function brokerPublishersIn(list: string): BrokerPublishers {
  const users: Record<string, string[]> = {};
  for (const pair of list.split(',').map((text) => text.trim())) {
    const [, service = '', user = ''] = /^([a-z]+)=(\S+)$/.exec(pair) ?? [];
    if (user !== '' && producers.includes(service)) {
      (users[service] ??= []).push(user);
    } else if (pair !== '') {
      throw new Error(
        `contains ${pair}, but each pair must be a service (${producers.join(', ')}), = and a user`,
      );
    }
  }
  return users;
}

/** The users that may publish a service's events. The first is the service's own. */
export const publishersOf = (publishers: BrokerPublishers, service: string): readonly string[] =>
  publishers[service] ?? [service];
