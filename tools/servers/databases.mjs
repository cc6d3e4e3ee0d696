// @ts-check
import pg from 'pg';

/**
 * @typedef {object} ServiceDatabase
 * @property {string} service name of the database and of the role that the service runs as
 * @property {string} password of that role
 * @property {string} [ownerPassword] of the role that owns the tables; without it, only a superuser can act as the owner
 */

/**
 * The role that owns and migrates the tables of a service. The service runs as another role, which cannot change what
 * must stay immutable (F3).
 * @param {string} service
 */
export const ownerOf = (service) => `${service}_owner`;

/**
 * Creates a database and two roles for each service, unless they exist: the owner, and the role that the service runs
 * as. Neither may connect to another database (S1). Tables that the running role still owns from before
 * owners existed are handed over; the running role can use them until the service grants exactly what it needs.
 * @param {string} superuserUrl
 * @param {ServiceDatabase[]} databases
 */
export async function createDatabases(superuserUrl, databases) {
  await connected(superuserUrl, async (client) => {
    for (const database of databases) {
      await createRoles(client, database);
      await createDatabase(client, database);
    }
    await closeSharedDatabases(
      client,
      databases.flatMap(({ service }) => [service, ownerOf(service)]),
    );
  });
  for (const { service } of databases) {
    await connected(databaseAt(superuserUrl, service), (client) => handOver(client, service));
  }
}

/**
 * @template Result
 * @param {string} url
 * @param {(client: pg.Client) => Promise<Result>} work
 */
async function connected(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** @param {string} url @param {string} database */
function databaseAt(url, database) {
  const at = new URL(url);
  at.pathname = `/${database}`;
  return at.href;
}

/**
 * The URL by which a superuser acts as the owner of a service's database.
 * @param {string} superuserUrl
 * @param {string} service
 */
export function asOwner(superuserUrl, service) {
  const url = new URL(databaseAt(superuserUrl, service));
  url.searchParams.set('options', `-c role=${ownerOf(service)}`);
  return url.href;
}

/** @param {pg.Client} client @param {ServiceDatabase} database */
export async function createRoles(client, { service, password, ownerPassword }) {
  await createRole(client, service, `login password ${client.escapeLiteral(password)}`);
  const login =
    ownerPassword === undefined ? 'nologin' : `login password ${client.escapeLiteral(ownerPassword)}`;
  await createRole(client, ownerOf(service), login);
}

/** @param {pg.Client} client @param {string} name @param {string} login */
async function createRole(client, name, login) {
  const role = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  const verb = role.rows.length === 0 ? 'create' : 'alter';
  await client.query(`${verb} role ${client.escapeIdentifier(name)} with ${login}`);
}

/** @param {pg.Client} client @param {ServiceDatabase} database */
async function createDatabase(client, { service }) {
  const [name, owner] = [service, ownerOf(service)].map((role) => client.escapeIdentifier(role));
  const database = await client.query('select 1 from pg_database where datname = $1', [service]);
  if (database.rows.length === 0) {
    await client.query(`create database ${name} owner ${owner}`);
  }
  await limitAccess(client, service, service);
}

/**
 * Lets only the running role of a service and the owner connect to a database, and only the owner create temporary
 * tables in it.
 * @param {pg.Client} client
 * @param {string} database
 * @param {string} role
 */
export async function limitAccess(client, database, role) {
  const name = client.escapeIdentifier(database);
  await client.query(`revoke connect, temporary on database ${name} from public`);
  await client.query(`grant connect on database ${name} to ${client.escapeIdentifier(role)}`);
}

/**
 * Takes the right to connect to the databases that every cluster has from everyone but the roles that others have made
 * before. A PostgreSQL operator needs it: it rewinds a former primary with a role of its own that connects to
 * `postgres`.
 * @param {pg.Client} client
 * @param {string[]} ours the roles of the services, which may not connect
 */
async function closeSharedDatabases(client, ours) {
  const others = await client.query(
    `select rolname as name from pg_roles
     where rolcanlogin and not rolsuper and rolname <> all ($1::text[])
       and has_database_privilege('public', 'postgres', 'connect')`,
    [ours],
  );
  await client.query('begin');
  for (const { name } of others.rows) {
    await client.query(`grant connect on database postgres, template1 to ${client.escapeIdentifier(name)}`);
  }
  await client.query('revoke connect on database postgres, template1 from public');
  await client.query('commit');
}

/**
 * Hands over everything in one transaction, so that a running instance is not interrupted.
 * @param {pg.Client} client @param {string} service
 */
async function handOver(client, service) {
  const owned = await client.query(
    `select from pg_class where relowner = $1::text::regrole
     union all
     select from pg_database where datname = current_database() and datdba = $1::text::regrole`,
    [client.escapeIdentifier(service)],
  );
  if (owned.rows.length === 0) {
    return;
  }
  const [name, owner] = [service, ownerOf(service)].map((role) => client.escapeIdentifier(role));
  await client.query('begin');
  await client.query(`reassign owned by ${name} to ${owner}`);
  await client.query(`grant connect on database ${name} to ${name}`);
  await client.query(`grant select, insert, update, delete on all tables in schema public to ${name}`);
  await client.query('commit');
}
