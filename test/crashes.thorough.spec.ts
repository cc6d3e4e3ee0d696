import { expectCorrectBooks } from './support/books.js';
import { borrowBroker, type Broker } from './support/broker.js';
import { createAndComplete, performers } from './support/load.js';
import { System, type ServiceProcess } from './support/system.js';
import { until } from './support/until.js';
import { storedEvents } from './support/events.js';

describe.each(['rabbitmq', 'feed'] as const)('Crashes under load, over %s', (transport) => {
  let broker: Broker | undefined;
  let system: System;
  const others: ServiceProcess[] = [];

  beforeAll(async () => {
    broker = transport === 'rabbitmq' ? await borrowBroker() : undefined;
    system = await System.start({ transport, amqpUrl: broker?.url });
    await system.untilPeopleCached();
  });

  afterAll(async () => {
    await Promise.all(others.map((service) => service.stop()));
    await system.stop();
    await broker?.release();
  });

  const postings = async (): Promise<number> => {
    const rows = await system.databases.finance.query<{ count: number }>(
      `select count(*)::int as count from posting`,
    );
    return rows[0]?.count ?? 0;
  };

  it('loses no posting and books none twice when Finance crashes repeatedly while posting (F2)', async () => {
    const { finance } = system.services;
    await finance.stop();
    const before = await postings();
    const outcome = await createAndComplete(await performers(system), 1200, 8);
    expect(outcome.failures).toEqual([]);
    const total = before + outcome.created + outcome.completed;

    let crashesInTheMiddle = 0;
    for (let crash = 0; crash < 4 && (await postings()) < total; crash += 1) {
      const seen = await postings();
      const started = finance.start();
      await until('Finance posts something', async () => (await postings()) > seen);
      await finance.kill();
      // It may be killed before it is ready; that is not a failure here.
      await started.catch(() => undefined);
      crashesInTheMiddle += (await postings()) < total ? 1 : 0;
    }
    expect(crashesInTheMiddle).toBeGreaterThan(0);
    await finance.start();
    await expectCorrectBooks(system);
    expect(await postings()).toBe(total);
  });

  it('loses no event of a stored task when Tasks crashes while creating tasks (S3)', async () => {
    const { tasks } = system.services;
    const people = await performers(system);
    let isKilled: Promise<void> | undefined;
    const load = createAndComplete(people, 300, 4, (done) => {
      if (done === 150) {
        isKilled = tasks.kill();
      }
    }).catch(() => undefined);
    await load;
    await isKilled;
    await tasks.start();
    await expectCorrectBooks(system);
    const rows = await system.databases.tasks.query<{ tasks: number; published: number }>(
      `select (select count(*) from task)::int as tasks,
              (select count(*) from ${storedEvents} as outbox where type = 'tasks.task.assigned')::int as published`,
    );
    expect(rows[0]?.published).toBe(rows[0]?.tasks);
  });

  it('lets the other instance of a service take over when one crashes', async () => {
    for (const name of ['tasks', 'finance'] as const) {
      const other = await system.anotherInstance(name);
      others.push(other);
      await other.start();
    }
    const people = await performers(system);
    const load = createAndComplete(people, 300, 4);
    await system.services.finance.kill();
    expect((await load).failures).toEqual([]);
    await expectCorrectBooks(system);
    await system.services.tasks.kill();
    // The surviving instance publishes what the dead one had not published.
    await expectCorrectBooks(system);
    await Promise.all([system.services.tasks.start(), system.services.finance.start()]);
  });
});
