// @ts-check
// Reference of P1 and P3: reads an outbox in batches and publishes with pipelined confirms.
import { setTimeout as delay } from 'node:timers/promises';
import amqp from 'amqplib';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { addAssignment, markSent, nextEvents } from './events-sql.mjs';
import { serve, settings } from './program.mjs';

const batchSize = 1000;
const exchange = 'plain.events';

const { databaseUrl, brokerUrl } = settings();
const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
const connection = await amqp.connect(brokerUrl, { noDelay: true });
const channel = await connection.createConfirmChannel();
await channel.assertExchange(exchange, 'topic', { durable: true });

/** @param {{ id: string, type: string, body: object }} event @returns {Promise<void>} */
const publish = ({ id, type, body }) =>
  new Promise((resolve, reject) => {
    const content = Buffer.from(JSON.stringify(body));
    const properties = { messageId: id, type, persistent: true, contentType: 'application/json' };
    channel.publish(exchange, type, content, properties, (error) => (error ? reject(error) : resolve()));
  });

/** Publishes everything unsent. The next batch is read and published while the last one is confirmed and marked. */
async function drain() {
  let marked = Promise.resolve();
  let last = '0';
  for (;;) {
    const { rows } = await pool.query({ name: 'next', text: nextEvents, values: [last, batchSize] });
    if (rows.length === 0) {
      await marked;
      return;
    }
    last = rows.at(-1).seq;
    const published = Promise.all(rows.map(publish));
    await marked;
    marked = markPublished(published, rows);
  }
}

/** @param {Promise<unknown>} published @param {{ id: string }[]} rows */
async function markPublished(published, rows) {
  await published;
  await pool.query({ name: 'mark', text: markSent, values: [rows.map(({ id }) => id)] });
}

let running = Promise.resolve();
let isWanted = false;

/** Drains once more after a drain in progress, so that no event waits. */
function wake() {
  if (!isWanted) {
    isWanted = true;
    running = running.then(() => {
      isWanted = false;
      return drain();
    });
  }
  return running;
}

/**
 * Adds assignments one by one at a steady rate, each in a transaction of its own, and wakes the relay after each commit.
 * @param {{ rate: number, seconds: number, tasks: string[], people: string[] }} load
 */
async function addSteadily({ rate, seconds, tasks, people }) {
  const startedAt = performance.now();
  /** @type {Promise<unknown>[]} */
  const added = [];
  for (let index = 0; index < rate * seconds; index += 1) {
    const wait = startedAt + (1000 * index) / rate - performance.now();
    if (wait > 1) {
      await delay(wait);
    }
    const [task, person] = [tasks[index % tasks.length], people[index % people.length]];
    const body = { task_uuid: task, assigned_to: person, timestamp: new Date().toISOString() };
    const values = [uuidv7(), task, person, JSON.stringify(body)];
    added.push(pool.query({ name: 'add', text: addAssignment, values }).then(wake));
  }
  await Promise.all(added);
}

serve({}, { drain: wake, addSteadily });
