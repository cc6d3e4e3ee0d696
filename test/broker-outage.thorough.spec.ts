import { expectCorrectBooks } from './support/books.js';
import { startPrivateBroker, type PrivateBroker } from './support/broker.js';
import { createAndComplete, performers } from './support/load.js';
import { System } from './support/system.js';
import { until } from './support/until.js';

describe('A RabbitMQ outage (S3)', () => {
  let broker: PrivateBroker;
  let system: System;

  beforeAll(async () => {
    broker = await startPrivateBroker();
    system = await System.start({ transport: 'rabbitmq', amqpUrl: broker.url });
    await system.untilPeopleCached();
  });

  afterAll(async () => {
    await system.stop();
    await broker.release();
  });

  const unpublished = async (): Promise<number> => {
    const rows = await system.databases.tasks.query<{ count: number }>(
      `select (select count(*) from outbox_new)::int
              + (select last_position from outbox_head)::int - (select position from outbox_relay)::int as count`,
    );
    return rows[0]?.count ?? 0;
  };

  it.each(['stop', 'kill'] as const)(
    'fails no API call, and afterwards no event is lost or duplicated (%s)',
    async (how) => {
      const people = await performers(system);
      let outage: Promise<void> | undefined;
      const outcome = await createAndComplete(people, 400, 4, (done) => {
        if (done === 100) {
          outage = broker[how]();
        }
      });
      expect(outcome).toMatchObject({ created: 400, completed: 200, failures: [] });
      await outage;
      expect(await unpublished()).toBeGreaterThan(0);
      await broker.start();
      await until('Tasks has published all events', async () => (await unpublished()) === 0);
      const accounts = await expectCorrectBooks(system);
      expect(accounts.length).toBeGreaterThan(1);
    },
  );

  it('lets services start, serve requests and catch up afterwards', async () => {
    await broker.stop();
    await Promise.all([system.services.tasks.stop(), system.services.finance.stop()]);
    await Promise.all([system.services.tasks.start(), system.services.finance.start()]);
    const outcome = await createAndComplete(await performers(system), 20, 2);
    expect(outcome.failures).toEqual([]);
    await broker.start();
    await expectCorrectBooks(system);
  });
});
