// @ts-check
import path from 'node:path';
import { asBrokerUser } from './broker-definitions.mjs';
import { ownerOf } from './databases.mjs';

/**
 * The environment of each service, so that they find each other on this machine. Keeps our own settings for transport,
 * time zone, currency and mail.
 * @param {object} options
 * @param {number} options.port of the origin; the services use the next three
 * @param {number} options.databasePort
 * @param {string} options.data the data folder
 * @param {import('./secrets.mjs').Secrets} options.secrets
 * @param {string | undefined} [options.amqpUrl] the broker, at which each service signs in as its own user
 * @returns {{ name: string, port: number, environment: Record<string, string> }[]}
 */
export function serviceEnvironments({ port, databasePort, data, secrets, amqpUrl }) {
  const [auth, tasks, finance] = [port + 1, port + 2, port + 3];
  const origin = `http://localhost:${port}`;
  const database = (
    /** @type {string} */ name,
    /** @type {string} */ password,
    /** @type {string} */ ownerPassword,
  ) => ({
    DATABASE_URL: `postgres://${name}:${password}@127.0.0.1:${databasePort}/${name}`,
    DATABASE_OWNER_URL: `postgres://${ownerOf(name)}:${ownerPassword}@127.0.0.1:${databasePort}/${name}`,
  });
  const broker = (/** @type {string} */ name, /** @type {string} */ password) => ({
    AMQP_URL: amqpUrl === undefined ? '' : asBrokerUser(amqpUrl, name, password),
  });
  const common = {
    HOST: '127.0.0.1',
    // Trusts the origin on this machine. Proxies in front of the origin are a setting of the origin.
    TRUSTED_PROXIES: 'loopback',
    MESSAGE_TRANSPORT: process.env['MESSAGE_TRANSPORT'] ?? 'feed',
    OIDC_ISSUER: `${origin}/api/auth/oidc`,
    OIDC_DISCOVERY_URL: `http://127.0.0.1:${auth}/oidc/.well-known/openid-configuration`,
    OIDC_AUDIENCE: 'urn:ates:api',
    OIDC_ROLES_CLAIM: 'roles',
  };
  const mail = (/** @type {string} */ sender) => ({
    SMTP_URL: process.env['SMTP_URL'] ?? '',
    MAIL_FROM: process.env['MAIL_FROM'] ?? sender,
    MAIL_LANGUAGE: process.env['MAIL_LANGUAGE'] ?? 'en',
    MAIL_DIR: path.join(data, 'mail'),
  });
  const client = { ...common, AUTH_URL: `http://127.0.0.1:${auth}` };
  return [
    {
      name: 'auth',
      port: auth,
      environment: {
        ...common,
        ...database('auth', secrets.authDatabase, secrets.authOwner),
        ...broker('auth', secrets.authBroker),
        TASKS_CLIENT_SECRET: secrets.tasksClient,
        FINANCE_CLIENT_SECRET: secrets.financeClient,
        COOKIE_SECRET: secrets.cookies,
        BEAK_SECRET: secrets.beaks,
        WEB_ORIGIN: origin,
        DEMO_PEOPLE: 'true',
        REGISTRATION: process.env['REGISTRATION'] ?? 'open',
        REGISTRATION_DOMAINS: process.env['REGISTRATION_DOMAINS'] ?? '',
        ...mail('accounts@ates.local'),
      },
    },
    {
      name: 'tasks',
      port: tasks,
      environment: {
        ...client,
        ...database('tasks', secrets.tasksDatabase, secrets.tasksOwner),
        ...broker('tasks', secrets.tasksBroker),
        FINANCE_URL: `http://127.0.0.1:${finance}`,
        SERVICE_CLIENT_ID: 'tasks',
        SERVICE_CLIENT_SECRET: secrets.tasksClient,
        TASKS_PER_MINUTE: process.env['TASKS_PER_MINUTE'] ?? '',
        REDRAWS_PER_MINUTE: process.env['REDRAWS_PER_MINUTE'] ?? '',
        REASSIGNMENTS_WAITING: process.env['REASSIGNMENTS_WAITING'] ?? '',
        WEB_ORIGIN: origin,
        ...mail('notifications@ates.local'),
      },
    },
    {
      name: 'finance',
      port: finance,
      environment: {
        ...client,
        ...database('finance', secrets.financeDatabase, secrets.financeOwner),
        ...broker('finance', secrets.financeBroker),
        TASKS_URL: `http://127.0.0.1:${tasks}`,
        SERVICE_CLIENT_ID: 'finance',
        SERVICE_CLIENT_SECRET: secrets.financeClient,
        PRICE_SECRET: secrets.prices,
        BUSINESS_TIME_ZONE: process.env['BUSINESS_TIME_ZONE'] ?? zoneOfMachine(),
        DAY_ENDS_AT: process.env['DAY_ENDS_AT'] ?? '00:00',
        DAY_JOURNAL_DIR: path.join(data, 'day-journal'),
        CURRENCY: process.env['CURRENCY'] ?? 'USD',
        ...mail('statements@ates.local'),
      },
    },
  ];
}

/** The time zone of this machine; UTC when it has none. */
function zoneOfMachine() {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return /^[A-Za-z]/.test(timeZone) && timeZone !== 'Etc/Unknown' ? timeZone : 'UTC';
}
