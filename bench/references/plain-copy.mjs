// @ts-check
// Reference of P2: reads an outbox in batches and posts them in another database, with the next read under way.
import pg from 'pg';
import { parametersOf, postEvents } from './events-sql.mjs';
import { serve, settings } from './program.mjs';

const batchSize = 500;

const { producerUrl, consumerUrl } = settings();
const producer = new pg.Pool({ connectionString: producerUrl, max: 1 });
const consumer = new pg.Pool({ connectionString: consumerUrl, max: 1 });
let position = '0';

const eventsAfter = (/** @type {string} */ seq) =>
  producer.query({
    name: 'after',
    text: `select id, seq, type, body from outbox where seq > $1 order by seq limit $2`,
    values: [seq, batchSize],
  });

/** Posts everything after the position. */
async function drain() {
  let reading = eventsAfter(position);
  for (;;) {
    const { rows } = await reading;
    if (rows.length === 0) {
      return;
    }
    position = rows.at(-1).seq;
    reading = eventsAfter(position);
    await consumer.query({ name: 'post', text: postEvents, values: parametersOf(rows) });
  }
}

await producer.query('create index if not exists outbox_seq on outbox (seq)');
serve({}, { drain });
