import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import type { TaskView } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { TasksService } from './support/tasks-service.js';

describe('The price of a task, as published by Finance (T9)', () => {
  let tasks: TasksService;
  let person: Person;
  let api: Api;

  beforeAll(async () => {
    tasks = await TasksService.start();
    person = await tasks.person('employee');
    api = await tasks.as(person);
  });

  afterAll(() => tasks.stop());

  const read = async (id: string): Promise<TaskView> => (await api.get<TaskView>(`/tasks/${id}`)).body;

  const parkedAbout = (id: string) =>
    tasks.database.query<{ reason: string }>(
      `select reason from parked_message where convert_from(body, 'UTF8')::json ->> 'task_uuid' = $1`,
      [id],
    );

  const priced = { fee: 1250, reward: 3100, currency: 'USD' };
  const unpriced = { fee: null, reward: null, currency: null };

  it('is shown once it arrives; until then the status is `saving`', async () => {
    const task = await tasks.task(person);
    expect(task).toMatchObject({ status: 'saving', ...unpriced });
    tasks.publishPrice(task.uuid);
    await tasks.untilFinanceConsumed();
    expect(await read(task.uuid)).toEqual({ ...task, status: 'open', ...priced });
  });

  it('does not block completion: a task can be completed while `saving` and is priced later', async () => {
    const task = await tasks.task(person);
    const done = await api.put<TaskView>(`/tasks/${task.uuid}/complete`);
    expect(done).toMatchObject({ status: 200, body: { status: 'completed', ...unpriced } });
    tasks.publishPrice(task.uuid);
    await tasks.untilFinanceConsumed();
    expect(await read(task.uuid)).toEqual({ ...done.body, ...priced });
  });

  it('moves a task from the filter `saving` to the filter `open`, which can be combined', async () => {
    const [first, second] = [await tasks.task(person, 'filtered'), await tasks.task(person, 'filtered')];
    tasks.publishPrice(first.uuid);
    await tasks.untilFinanceConsumed();
    const idsBy = async (status: string): Promise<string[]> => {
      const { body } = await api.get<{ items: TaskView[] }>(`/tasks?text=filtered&status=${status}`);
      return body.items.map(({ uuid }) => uuid);
    };
    expect(await idsBy('saving')).toEqual([second.uuid]);
    expect(await idsBy('open')).toEqual([first.uuid]);
    expect(await idsBy('saving,open')).toEqual([second.uuid, first.uuid]);
    expect(await idsBy('completed')).toEqual([]);
  });

  it('changes nothing when published repeatedly', async () => {
    const task = await tasks.task(person);
    for (let time = 0; time < 5; time += 1) {
      tasks.publishPrice(task.uuid);
    }
    await tasks.untilFinanceConsumed();
    expect(await read(task.uuid)).toMatchObject(priced);
    expect(await parkedAbout(task.uuid)).toEqual([]);
  });

  it.each([
    ['fee', [1251, 3100, 'USD']],
    ['reward', [1250, 3101, 'USD']],
    ['currency', [1250, 3100, 'EUR']],
  ] as const)(
    'keeps the first price and parks a later one with a different %s',
    async (_, [fee, reward, currency]) => {
      const [task, next] = [await tasks.task(person), await tasks.task(person)];
      tasks.publishPrice(task.uuid);
      tasks.publishPrice(task.uuid, fee, reward, currency);
      tasks.publishPrice(next.uuid);
      await tasks.untilFinanceConsumed();
      expect(await read(task.uuid)).toMatchObject(priced);
      expect(await read(next.uuid)).toMatchObject(priced);
      expect(await parkedAbout(task.uuid)).toEqual([
        { reason: expect.stringContaining('already has a different price') },
      ]);
    },
  );

  it.each([
    ['no fee', { reward: 3100, currency: 'USD' }],
    ['a fee of nothing', { fee: 0, reward: 3100, currency: 'USD' }],
    ['a negative reward', { fee: 1250, reward: -1, currency: 'USD' }],
    ['a fraction', { fee: 12.5, reward: 3100, currency: 'USD' }],
    ['a text', { fee: '1250', reward: 3100, currency: 'USD' }],
  ])('is parked when it has %s', async (_, price) => {
    const task = await tasks.task(person);
    tasks.peers.publish('finance', 'finance.task.priced', { task_uuid: task.uuid, ...price });
    await tasks.untilFinanceConsumed();
    expect(await read(task.uuid)).toMatchObject({ status: 'saving', ...unpriced });
    expect(await parkedAbout(task.uuid)).toHaveLength(1);
  });

  it('is kept for a task that does not exist yet, so a restore from a backup loses no price', async () => {
    const id = uuidv7();
    tasks.publishPrice(id);
    await tasks.untilFinanceConsumed();
    await tasks.database.query(
      `insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
       values ($1, 'Restored', $2, $2, now(), now(), now())`,
      [id, person.uuid],
    );
    expect(await read(id)).toMatchObject({ status: 'open', ...priced });
  });

  it('ignores other events of Finance', async () => {
    tasks.peers.publish('finance', 'finance.payout.made', {
      user_id: uuidv4(),
      date: '2026-05-04',
      amount: 1,
    });
    await tasks.untilFinanceConsumed();
    const parked = await tasks.database.query(
      `select from parked_message where type = 'finance.payout.made'`,
    );
    expect(parked).toEqual([]);
  });
});
