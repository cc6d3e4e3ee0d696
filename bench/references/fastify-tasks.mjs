// @ts-check
// Reference of P6 and P7: the same routes with the same answers, as a plain program on Fastify and pg.
import { createHash, randomInt } from 'node:crypto';
import Fastify from 'fastify';
import { createLocalJWKSet, jwtVerify } from 'jose';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { serve, settings } from './program.mjs';
import { statements } from './tasks-sql.mjs';

const { databaseUrl, issuer, publicKey } = settings();
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });

/**
 * Every statement is prepared once per connection.
 * @param {keyof typeof statements} name
 * @param {unknown[]} values
 * @param {{ query: pg.Pool['query'] }} [client]
 */
const run = async (name, values, client = pool) =>
  (await client.query({ name, text: statements[name], values })).rows[0];

const keys = createLocalJWKSet({ keys: [publicKey] });
/** @type {Map<string, { subject: string, until: number }>} */
const verified = new Map();

/** @param {import('fastify').FastifyRequest} request */
async function callerOf(request) {
  const token = (request.headers.authorization ?? '').slice('Bearer '.length);
  const known = verified.get(token);
  if (known && known.until > Date.now()) {
    return known.subject;
  }
  const { payload } = await jwtVerify(token, keys, { issuer, audience: 'urn:ates:api', typ: 'at+jwt' });
  const caller = { subject: payload.sub ?? '', until: 1000 * (payload.exp ?? 0) };
  verified.set(token, caller);
  return caller.subject;
}

/** @type {string[]} */
let people = [];

/** @param {{ query: pg.Pool['query'] }} client @param {string} author @param {string} description */
async function create(client, author, description) {
  const performer = people[randomInt(people.length)];
  const row = await run('createTask', [uuidv7(), description, author, performer, uuidv7()], client);
  return String(row.json);
}

/** @param {string} author @param {string} key @param {string} description */
async function createOnce(author, key, description) {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const fingerprint = createHash('sha256').update(description).digest('base64url');
    const isFirst = await run('claimKey', [author, key, fingerprint], client);
    const json = isFirst
      ? await create(client, author, description)
      : (await run('recallAnswer', [author, key], client)).json;
    if (isFirst) {
      await run('recordAnswer', [author, key, json], client);
    }
    await client.query('commit');
    return String(json);
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

const app = Fastify();
const description = { type: 'string', minLength: 1, maxLength: 10_000 };
app.addHook('onSend', async (_request, reply) => void reply.type('application/json; charset=utf-8'));

app.get('/tasks/:uuid', async (request, reply) => {
  await callerOf(request);
  const { uuid } = /** @type {{ uuid: string }} */ (request.params);
  const row = await run('oneTask', [uuid]);
  return row ? row.json : reply.code(404).send('{}');
});

app.get('/tasks', async (request) => {
  await callerOf(request);
  const { limit } = /** @type {{ limit: string }} */ (request.query);
  const { rows } = await pool.query({
    name: 'newestTasks',
    text: statements.newestTasks,
    values: [Number(limit) + 1],
  });
  const items = rows.slice(0, Number(limit));
  const cursor =
    rows.length > items.length ? Buffer.from(JSON.stringify([items.at(-1)?.id])).toString('base64url') : null;
  return `{"items":[${items.map(({ json }) => json).join(',')}],"next_cursor":${JSON.stringify(cursor)}}`;
});

app.post(
  '/tasks',
  { schema: { body: { type: 'object', required: ['description'], properties: { description } } } },
  async (request, reply) => {
    const author = await callerOf(request);
    const body = /** @type {{ description: string }} */ (request.body);
    const key = request.headers['idempotency-key'];
    reply.code(201);
    return typeof key === 'string'
      ? createOnce(author, key, body.description)
      : create(pool, author, body.description);
  },
);

app.put('/tasks/:uuid/complete', async (request, reply) => {
  const performer = await callerOf(request);
  const { uuid } = /** @type {{ uuid: string }} */ (request.params);
  const row = await run('completeTask', [uuid, performer]);
  return row ? row.json : reply.code(409).send('{}');
});

people = (await run('eligible', [])).ids;
await app.listen({ host: '127.0.0.1', port: 0 });
serve({ url: app.listeningOrigin });
