// @ts-check
// References of P2: libraries that keep messages in PostgreSQL, as their documentation uses them. Each passes the events
// of a plain outbox to the plain consumer.
import { Logger, runMigrations, runOnce } from 'graphile-worker';
import pg from 'pg';
import PgBoss from 'pg-boss';
import { DatabaseSetup, getDisabledLogger, initializePollingMessageListener } from 'pg-transactional-outbox';
import { parametersOf, postEvents } from './events-sql.mjs';
import { serve, settings } from './program.mjs';

const concurrency = 10;
const batchSize = 500;

const { library, producerUrl: connectionString, consumerUrl } = settings();
const producer = new pg.Pool({ connectionString, max: 2 });
const consumer = new pg.Pool({ connectionString: consumerUrl, max: concurrency });

/** @typedef {import('./events-sql.mjs').PlainEvent} PlainEvent */

const post = (/** @type {PlainEvent[]} */ events) =>
  consumer.query({ name: 'post', text: postEvents, values: parametersOf(events) });

/**
 * `fill` moves the events of the plain outbox into the library's tables; `drain` resolves once all are posted.
 * @typedef {{ setUp: () => Promise<unknown>, fill: () => Promise<unknown>, drain: () => Promise<unknown> }} Library
 */

/** @returns {Library} one transaction per job, ten at a time */
function graphileWorker() {
  const logger = new Logger(() => () => undefined);
  return {
    setUp: () => runMigrations({ connectionString, logger }),
    fill: () =>
      producer.query(
        `select graphile_worker.add_job('post', json_build_object('id', id, 'type', type, 'body', body)) from outbox`,
      ),
    drain: () =>
      runOnce({
        connectionString,
        concurrency,
        logger,
        taskList: { post: async (payload) => void (await post([/** @type {PlainEvent} */ (payload)])) },
      }),
  };
}

/** @returns {Library} in batches */
function pgBoss() {
  const queue = 'post';
  const boss = new PgBoss({ connectionString, supervise: false, schedule: false });
  boss.on('error', (error) => {
    throw error;
  });
  return {
    setUp: async () => {
      await boss.start();
      await boss.createQueue(queue);
    },
    fill: async () => {
      const { rows } = await producer.query('select id, type, body from outbox');
      await boss.insert(rows.map((event) => ({ name: queue, data: event })));
    },
    drain: async () => {
      for (;;) {
        const jobs = await boss.fetch(queue, { batchSize });
        if (jobs.length === 0) {
          return;
        }
        await post(jobs.map(({ data }) => /** @type {PlainEvent} */ (data)));
        await boss.complete(
          queue,
          jobs.map(({ id }) => id),
        );
      }
    },
  };
}

/** @returns {Library} one transaction per message, a batch at a time */
function transactionalOutbox() {
  const table = 'library_outbox';
  const nextMessagesName = 'next_library_outbox_messages';
  const setup = {
    outboxOrInbox: /** @type {const} */ ('outbox'),
    database: 'library',
    schema: 'public',
    table,
    listenerRole: 'ates',
    nextMessagesName,
  };
  return {
    setUp: async () => {
      await producer.query(DatabaseSetup.dropAndCreateTable(setup));
      await producer.query(DatabaseSetup.createPollingFunction(setup));
      await producer.query(DatabaseSetup.setupPollingIndexes(setup));
    },
    fill: () =>
      producer.query(
        `insert into ${table} (id, aggregate_type, aggregate_id, message_type, concurrency, payload)
         select id, 'task', body ->> 'task_uuid', type, 'parallel', body from outbox order by seq`,
      ),
    drain: async () => {
      const [shutdown] = initializePollingMessageListener(
        {
          outboxOrInbox: 'outbox',
          dbListenerConfig: { connectionString },
          settings: {
            dbSchema: 'public',
            dbTable: table,
            nextMessagesFunctionName: nextMessagesName,
            nextMessagesBatchSize: concurrency,
            nextMessagesPollingIntervalInMs: 10,
            enableMaxAttemptsProtection: true,
            enablePoisonousMessageProtection: true,
          },
        },
        {
          handle: async ({ id, messageType, payload }) => {
            await post([/** @type {PlainEvent} */ ({ id, type: messageType, body: payload })]);
          },
        },
        getDisabledLogger(),
      );
      await untilProcessed(table);
      await shutdown();
    },
  };
}

/** @param {string} table */
async function untilProcessed(table) {
  for (;;) {
    const { rows } = await producer.query(`select from ${table} where processed_at is null limit 1`);
    if (rows.length === 0) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const libraries = { graphileWorker, pgBoss, transactionalOutbox };
const { setUp, fill, drain } = libraries[/** @type {keyof typeof libraries} */ (library)]();
await setUp();
serve(
  {},
  {
    fill: async () => {
      await fill();
      await producer.query('truncate outbox');
    },
    drain,
  },
);
