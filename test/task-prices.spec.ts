import type { TaskView } from '@ates/contracts';
import type { Api } from './support/api.js';
import { expectCorrectBooks } from './support/books.js';
import { borrowBroker, type Broker } from './support/broker.js';
import { performers } from './support/load.js';
import { employees, System, type ServiceProcess } from './support/system.js';
import { until } from './support/until.js';
import { storedEvents } from './support/events.js';

describe.each(['rabbitmq', 'feed'] as const)(
  'Prices that Finance publishes, over %s (T9 F8)',
  (transport) => {
    let broker: Broker | undefined;
    let system: System;
    let author: Api;
    const others: ServiceProcess[] = [];

    beforeAll(async () => {
      broker = transport === 'rabbitmq' ? await borrowBroker() : undefined;
      system = await System.start({ transport, amqpUrl: broker?.url });
      await system.untilPeopleCached();
      author = await system.as(employees[0] ?? '', 'tasks');
    });

    afterAll(async () => {
      await Promise.all(others.map((service) => service.stop()));
      await system.stop();
      await broker?.release();
    });

    const create = async (description: string): Promise<TaskView> => {
      const { status, body } = await author.post<TaskView>('/tasks', { description });
      expect(status).toBe(201);
      return body;
    };

    const read = async (id: string): Promise<TaskView> => (await author.get<TaskView>(`/tasks/${id}`)).body;

    const priced = (id: string): Promise<TaskView> =>
      until(`${id} is priced`, async () => {
        const task = await read(id);
        return task.fee === null ? undefined : task;
      });

    const pricesInTasks = () =>
      system.databases.tasks.query<{ task_id: string }>(
        `select task_id, fee, reward, currency from task_price order by task_id`,
      );

    const nothingIsParked = async (): Promise<void> => {
      expect(await system.databases.tasks.query(`select reason from parked_message`)).toEqual([]);
    };

    it('turn a task from saving to open, with the price that Finance charges', async () => {
      const task = await create('[POPUG-42] - Fix the perch');
      expect(task).toMatchObject({ status: 'saving', fee: null, reward: null, currency: null });
      const open = await priced(task.uuid);
      const finance = await system.as(employees[0] ?? '', 'finance');
      const { body: price } = await finance.get(`/tasks/${task.uuid}/price`);
      expect(open).toEqual({
        ...task,
        status: 'open',
        fee: price['fee'],
        reward: price['reward'],
        currency: 'USD',
      });
    });

    it('arrive after an outage of Finance, during which tasks read saving and can be completed', async () => {
      await system.services.finance.stop();
      const [open, done] = [await create('Wait'), await create('Do at once')];
      const people = await performers(system);
      const completed = await people.get(done.assigned_to.uuid)?.put(`/tasks/${done.uuid}/complete`);
      expect(completed).toMatchObject({ status: 200, body: { status: 'completed', reward: null } });
      expect(await read(open.uuid)).toMatchObject({ status: 'saving' });
      await system.services.finance.start();
      expect(await priced(open.uuid)).toMatchObject({ status: 'open' });
      expect(await priced(done.uuid)).toMatchObject({ status: 'completed' });
      await expectCorrectBooks(system);
    });

    it('are published again by a Finance that lost its database, and nothing is parked', async () => {
      const before = await pricesInTasks();
      await system.services.finance.stop();
      await system.databases.finance.wipe();
      await system.services.finance.start();
      const task = await create('After the loss');
      await priced(task.uuid);
      await until('all prices have been published again', async () => {
        const rows = await system.databases.finance.query(
          `select from outbox where type = 'finance.task.priced'`,
        );
        return rows.length === before.length + 1;
      });
      await priced((await create('Published after all the others')).uuid);
      const after = await pricesInTasks();
      expect(after).toEqual(expect.arrayContaining(before));
      expect(after).toHaveLength(before.length + 2);
      await nothingIsParked();
      await expectCorrectBooks(system);
    });

    it('include those from before the event existed, once each, even with two instances', async () => {
      const count = 6000;
      const before = await pricesInTasks();
      await system.services.finance.stop();
      await system.databases.finance.query(
        `insert into task (id, fee, reward, changed_at, is_stale, is_told)
       select gen_random_uuid(), 1000 + number % 1000, 2000, now(), false, false
       from generate_series(1, $1::int) as number`,
        [count],
      );
      const another = await system.anotherInstance('finance');
      others.push(another);
      await Promise.all([system.services.finance.start(), another.start()]);
      await until(
        'Tasks has all prices',
        async () => (await pricesInTasks()).length === before.length + count,
      );
      const published = await system.databases.finance.query(
        `select count(*)::int as events, count(distinct body ->> 'task_uuid')::int as tasks
       from ${storedEvents} as outbox where type = 'finance.task.priced'`,
      );
      expect(published).toEqual([{ events: before.length + count, tasks: before.length + count }]);
      await nothingIsParked();
    });
  },
);
