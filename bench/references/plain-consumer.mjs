// @ts-check
// Reference of P1 and P3: consumes events and posts a batch in one transaction, or each event in one of its own.
import amqp from 'amqplib';
import pg from 'pg';
import { parametersOf, postEvents } from './events-sql.mjs';
import { serve, settings } from './program.mjs';

const queue = 'plain.consumer';

const { databaseUrl, brokerUrl, batchSize } = settings();
const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
const connection = await amqp.connect(brokerUrl, { noDelay: true });
const channel = await connection.createChannel();
await channel.assertExchange('plain.events', 'topic', { durable: true });
await channel.assertQueue(queue, { durable: true });
await channel.bindQueue(queue, 'plain.events', '#');
await channel.prefetch(4 * batchSize);

/** @type {import('amqplib').ConsumeMessage[]} */
let waiting = [];
let isPosting = false;
let handled = 0;
/** @type {{ count: number, resolve: (value?: unknown) => void } | undefined} */
let awaited;

async function postWaiting() {
  if (isPosting) {
    return;
  }
  isPosting = true;
  while (waiting.length > 0) {
    const batch = waiting.slice(0, batchSize);
    waiting = waiting.slice(batchSize);
    const events = batch.map(({ content, properties }) => ({
      id: String(properties.messageId),
      type: String(properties.type),
      body: JSON.parse(content.toString()),
    }));
    await pool.query({ name: 'post', text: postEvents, values: parametersOf(events) });
    const last = batch.at(-1);
    if (last) {
      // Deliveries are in order, so this acknowledges all of the batch.
      channel.ack(last, true);
    }
    handled += batch.length;
    if (awaited && handled >= awaited.count) {
      awaited.resolve();
    }
  }
  isPosting = false;
}

await channel.consume(queue, (message) => {
  if (message) {
    waiting.push(message);
    void postWaiting();
  }
});

serve(
  {},
  {
    /** Resolves once as many more events were posted. */
    posted: (/** @type {number} */ count) =>
      new Promise((resolve) => {
        awaited = { count: handled + count, resolve };
      }),
  },
);
