import { register } from 'prom-client';
import { v4 as uuidv4 } from 'uuid';
import type { TaskView } from '@ates/contracts';
import type { Person } from '../../../test/support/peers.js';
import { until } from '../../../test/support/until.js';
import { problem } from '../../../test/support/problem.js';
import { TasksService } from './support/tasks-service.js';
import { storedEvents } from '../../../test/support/events.js';

describe('Creating a task (T2)', () => {
  let tasks: TasksService;
  let author: Person;
  let performer: Person;

  beforeEach(async () => {
    tasks = await TasksService.start();
    author = await tasks.person('manager');
    performer = await tasks.person('employee');
  });

  afterEach(() => tasks.stop());

  it('returns 201 with the task, its performer and its location', async () => {
    const { status, body, headers } = await (
      await tasks.as(author)
    ).post<TaskView>('/tasks', { description: '  Fix the perch ' });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`tasks/${body.uuid}`);
    expect(body).toEqual({
      uuid: body.uuid,
      description: 'Fix the perch',
      jira_id: null,
      title: 'Fix the perch',
      status: 'saving',
      author: { uuid: author.uuid, name: author.name },
      assigned_to: { uuid: performer.uuid, name: performer.name },
      waits_for_performer: false,
      created_at: body.created_at,
      changed_at: body.created_at,
      assigned_at: body.created_at,
      completed_at: null,
      fee: null,
      reward: null,
      currency: null,
    });
    expect(body.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('publishes tasks.task.changed and tasks.task.assigned with the stored timestamps', async () => {
    const task = await tasks.task(author);
    expect(await tasks.events()).toEqual([
      { type: 'tasks.task.changed', body: { task_uuid: task.uuid, timestamp: task.changed_at } },
      {
        type: 'tasks.task.assigned',
        body: { task_uuid: task.uuid, assigned_to: performer.uuid, timestamp: task.assigned_at },
      },
    ]);
  });

  it('records the first draw in the history under the id of its event', async () => {
    const task = await tasks.task(author);
    const draws = await tasks.database.query<{ id: string }>(
      `select id from task_assignment where task_id = $1`,
      [task.uuid],
    );
    const published = await tasks.database.query<{ id: string }>(
      `select id from ${storedEvents} as outbox where type = 'tasks.task.assigned' and body ->> 'task_uuid' = $1`,
      [task.uuid],
    );
    expect(draws).toHaveLength(1);
    expect(draws).toEqual(published);
  });

  it('draws accountants and people with an unknown role as well', async () => {
    await tasks.remove(performer);
    const accountant = await tasks.person('accountant');
    expect((await tasks.task(author)).assigned_to.uuid).toBe(accountant.uuid);
    await tasks.remove(accountant);
    const gardener = await tasks.person('gardener');
    expect((await tasks.task(author)).assigned_to.uuid).toBe(gardener.uuid);
  });

  it('never draws managers, administrators, or people who are deleted, unknown or without a role', async () => {
    await tasks.people(3, 'manager');
    await tasks.people(3, 'administrator');
    await tasks.people(3, 'employee', 'manager');
    await tasks.people(3);
    await tasks.remove(await tasks.person('employee'));
    // Someone whose event arrived but whose data Auth has not returned.
    await tasks.database.query(
      `insert into cached_user (id, roles, changed_at, is_stale) values ($1, '{employee}', now(), false)`,
      [uuidv4()],
    );
    const performers = new Set<string>();
    for (let round = 0; round < 10; round += 1) {
      const created = await Promise.all(Array.from({ length: 20 }, () => tasks.task(author)));
      created.forEach((task) => performers.add(task.assigned_to.uuid));
    }
    expect(performers).toEqual(new Set([performer.uuid]));
  });

  it('draws a person as soon as they become eligible, and stops once they no longer are', async () => {
    await tasks.remove(performer);
    const person = await tasks.person('manager');
    const api = await tasks.as(author);
    expect(await api.post('/tasks', { description: 'x' })).toMatchObject(
      problem(409, 'no-eligible-performer'),
    );
    tasks.peers.change(person, { roles: ['employee'] });
    await tasks.untilCached(person);
    expect((await tasks.task(author)).assigned_to.uuid).toBe(person.uuid);
    tasks.peers.change(person, { roles: ['administrator'] });
    await tasks.untilCached(person);
    expect(await api.post('/tasks', { description: 'x' })).toMatchObject(
      problem(409, 'no-eligible-performer'),
    );
  });

  it('returns 409 no-eligible-performer and stores nothing when no one is eligible', async () => {
    await tasks.remove(performer);
    const answer = await (await tasks.as(author)).post('/tasks', { description: 'Fix the perch' });
    expect(answer).toMatchObject(problem(409, 'no-eligible-performer'));
    expect(await tasks.countTasks()).toBe(0);
    expect(await tasks.events()).toEqual([]);
  });

  it('rolls back both task and events when it fails after storing the task', async () => {
    await tasks.database.query(
      `create function crash() returns trigger language plpgsql as $$ begin raise exception 'crash'; end $$`,
    );
    await tasks.database.query(
      `create trigger crash before insert on outbox_new for each row
       when (new.type = 'tasks.task.assigned') execute function crash()`,
    );
    const key = { 'idempotency-key': uuidv4() };
    const api = await tasks.as(author);
    const failed = await api.post('/tasks', { description: 'Half a task' }, key);
    expect(failed).toMatchObject(problem(500, 'internal'));
    expect(JSON.stringify(failed.body)).not.toContain('crash');
    expect(await tasks.countTasks()).toBe(0);
    expect(await tasks.events()).toEqual([]);

    await tasks.database.query(`drop trigger crash on outbox_new`);
    expect(await api.post('/tasks', { description: 'Half a task' }, key)).toMatchObject({ status: 201 });
    expect(await tasks.countTasks()).toBe(1);
  });
});

describe('Creating many tasks at the same time', () => {
  let tasks: TasksService;

  beforeAll(async () => {
    tasks = await TasksService.start();
    await tasks.people(3, 'employee');
  });

  afterAll(() => tasks.stop());

  /** The service runs in this process, so its metrics are here. */
  const requestsInProgress = async (): Promise<number> => {
    const metric = await register.getSingleMetric('requests_in_hand')?.get();
    return metric?.values[0]?.value ?? 0;
  };

  it('stores them in few transactions', async () => {
    const author = await tasks.as(await tasks.person('manager'));
    const create = (description: string) => author.post<TaskView>('/tasks', { description });
    const { answers } = await tasks.during('lock table outbox_new in share mode', [], async () => {
      const answers = Array.from({ length: 40 }, (_, index) => create(`Task ${index}`));
      await tasks.untilWaitingForLock('with given%');
      await until('all are waiting', async () => (await requestsInProgress()) >= 40);
      return { answers };
    });
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses).toEqual(Array.from({ length: 40 }, () => 201));
    const [stored] = await tasks.database.query<{ tasks: number; transactions: number }>(
      `select count(*)::int as tasks, count(distinct xmin::text)::int as transactions from task`,
    );
    expect(stored?.tasks).toBe(40);
    // Two groups waited for the lock; nearly all that came meanwhile went together.
    expect(stored?.transactions).toBeLessThan(10);
  });
});

describe('The draw of a performer (T2)', () => {
  let tasks: TasksService;

  beforeAll(async () => {
    tasks = await TasksService.start();
  });

  afterAll(() => tasks.stop());

  it('is uniform over 4,000 draws among 20 people', async () => {
    const people = await tasks.people(20, 'employee');
    const author = await tasks.as(people[0] as Person);
    const counts = new Map(people.map((person) => [person.uuid, 0]));
    for (let round = 0; round < 200; round += 1) {
      const created = await Promise.all(
        Array.from({ length: 20 }, () => author.post<TaskView>('/tasks', { description: 'Draw' })),
      );
      for (const { body } of created) {
        counts.set(body.assigned_to.uuid, (counts.get(body.assigned_to.uuid) ?? 0) + 1);
      }
    }
    expect(counts.size).toBe(20);
    // Chi-square with 19 degrees of freedom exceeds this once in a million fair runs.
    expect(chiSquare([...counts.values()])).toBeLessThan(63.7);
  });
});

const chiSquare = (counts: readonly number[]): number => {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
};

describe('A draw concurrent with a deletion', () => {
  let tasks: TasksService;
  let author: Person;
  let performer: Person;

  beforeEach(async () => {
    tasks = await TasksService.start();
    author = await tasks.person('manager');
    performer = await tasks.person('employee');
  });

  afterEach(() => tasks.stop());

  const deletion = `update cached_user set is_deleted = true where id = $1`;

  it('waits for an earlier deletion, then returns 409 no-eligible-performer when no one else is left', async () => {
    const api = await tasks.as(author);
    const answer = await tasks.during(deletion, [performer.uuid], async () => {
      const request = api.post('/tasks', { description: 'Too late' });
      await tasks.untilWaitingForLock('with given%');
      return { request };
    });
    expect(await answer.request).toMatchObject(problem(409, 'no-eligible-performer'));
    expect(await tasks.countTasks()).toBe(0);
  });

  it('waits for an earlier deletion, then draws someone else', async () => {
    const other = await tasks.person('employee');
    const api = await tasks.as(author);
    const answer = await tasks.during(deletion, [performer.uuid], async () => {
      const requests = Array.from({ length: 30 }, () => api.post<TaskView>('/tasks', { description: 'x' }));
      // With probability 1 - 2^-30 at least one fair draw picks the person being deleted.
      await tasks.untilWaitingForLock('with given%');
      return { requests };
    });
    const created = await Promise.all(answer.requests);
    expect(created.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 201));
    expect(new Set(created.map(({ body }) => body.assigned_to.uuid))).toEqual(new Set([other.uuid]));
  });

  it('makes a later deletion wait, which then sees the task', async () => {
    const api = await tasks.as(author);
    // The performer is drawn by then.
    await tasks.database.query(
      `create function wait_for_test() returns trigger language plpgsql as $$
       begin
         perform pg_advisory_xact_lock(1);
         return new;
       end $$;
       create trigger wait_for_test before insert on task for each row execute function wait_for_test()`,
    );
    const { request, removal } = await tasks.during('select pg_advisory_xact_lock(1)', [], async () => {
      const request = api.post<TaskView>('/tasks', { description: 'Just in time' });
      await tasks.untilWaitingForLock('with given%');
      const removal = tasks.database.query<{ tasks: number }>(
        `with deleted as (${deletion} returning id) select id from deleted`,
        [performer.uuid],
      );
      await tasks.untilWaitingForLock('with deleted%');
      return { request, removal };
    });
    const { status, body } = await request;
    await removal;
    expect(status).toBe(201);
    const open = await tasks.database.query(`select id from task where assigned_to = $1`, [performer.uuid]);
    expect(open).toEqual([{ id: body.uuid }]);
  });
});

describe('Creating a task under an Idempotency-Key', () => {
  let tasks: TasksService;
  let author: Person;

  beforeAll(async () => {
    tasks = await TasksService.start();
    author = await tasks.person('employee');
  });

  afterAll(() => tasks.stop());

  it('returns the first response when repeated, and creates nothing more', async () => {
    const api = await tasks.as(author);
    const key = { 'idempotency-key': uuidv4() };
    const first = await api.post('/tasks', { description: 'Once' }, key);
    const tasksThen = await tasks.countTasks();
    const again = await api.post('/tasks', { description: 'Once' }, key);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(await tasks.countTasks()).toBe(tasksThen);
  });

  it('rejects a different request under the same key with 422 idempotency-key-reused', async () => {
    const api = await tasks.as(author);
    const key = { 'idempotency-key': uuidv4() };
    await api.post('/tasks', { description: 'One' }, key);
    const other = await api.post('/tasks', { description: 'Another' }, key);
    expect(other).toMatchObject(problem(422, 'idempotency-key-reused'));
  });

  it('creates one task for twenty concurrent identical requests', async () => {
    const api = await tasks.as(author);
    const key = { 'idempotency-key': uuidv4() };
    const before = await tasks.countTasks();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.post<TaskView>('/tasks', { description: 'At once' }, key)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.uuid)).size).toBe(1);
    expect(await tasks.countTasks()).toBe(before + 1);
  });
});
