// @ts-check
import pg from 'pg';

/**
 * @typedef {object} ServiceDatabase
 * @property {string} service names both the database and its role
 * @property {string} password
 */

/**
 * Makes a database and a role for each service, where they are missing. A role owns its own database and may not
 * connect to another's (S1).
 * @param {string} superuserUrl
 * @param {ServiceDatabase[]} databases
 */
export async function createDatabases(superuserUrl, databases) {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    for (const database of databases) {
      await createDatabase(client, database);
    }
    await client.query('revoke connect on database postgres, template1 from public');
  } finally {
    await client.end();
  }
}

/** @param {pg.Client} client @param {ServiceDatabase} database */
async function createDatabase(client, { service, password }) {
  const name = client.escapeIdentifier(service);
  const role = await client.query('select 1 from pg_roles where rolname = $1', [service]);
  const verb = role.rows.length === 0 ? 'create' : 'alter';
  await client.query(`${verb} role ${name} with login password ${client.escapeLiteral(password)}`);
  const database = await client.query('select 1 from pg_database where datname = $1', [service]);
  if (database.rows.length === 0) {
    await client.query(`create database ${name} owner ${name}`);
  }
  await client.query(`revoke connect, temporary on database ${name} from public`);
}
