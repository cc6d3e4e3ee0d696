import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { reconciliation } from '@ates/contracts';
import { ArchivedPostgres, type Moment } from './support/archived-postgres.js';
import { untilEventsBooked } from './support/books.js';
import { borrowBroker, type Broker } from './support/broker.js';
import { storedEvents } from './support/events.js';
import { createAndComplete, performers } from './support/load.js';
import { PersistentLoad } from './support/persistent-load.js';
import { noteRecovery } from './support/recovery-report.js';
import { System, type ServiceName } from './support/system.js';
import { until } from './support/until.js';

const administrator = 'admin@ates.local';
const dayMilliseconds = 86_400_000;
const yesterday = (): string => new Date(Date.now() - dayMilliseconds).toISOString();

/**
 * The services run on while the database of one of them is lost and restored to a point in time: base backup, WAL archive
 * and recovery by the operators' command. The events that a consumer lost come again by the feed (F11, docs/adr/0080).
 */
describe('A database lost and restored to a point in time, while the services run', () => {
  let broker: Broker;
  let servers: Record<ServiceName, ArchivedPostgres>;
  let system: System;
  let journal: string;

  beforeAll(async () => {
    broker = await borrowBroker();
    const [auth, tasks, finance] = await Promise.all([
      ArchivedPostgres.start(),
      ArchivedPostgres.start(),
      ArchivedPostgres.start(),
    ]);
    servers = { auth, tasks, finance };
    journal = await mkdtemp(path.join(os.tmpdir(), 'ates-journal-'));
    const often = { RECONCILE_SECONDS: '1' };
    system = await System.start({
      transport: 'rabbitmq',
      amqpUrl: broker.url,
      clusters: { auth: auth.url(), tasks: tasks.url(), finance: finance.url() },
      environment: { tasks: often, finance: { ...often, DAY_JOURNAL_DIR: journal } },
    });
    await system.untilPeopleCached();
    const load = PersistentLoad.start(await performers(system), 2);
    for (const server of Object.values(servers)) {
      const answered = load.answers.length;
      await server.backUp();
      await untilAnswered(load, answered + 4);
    }
    await load.stop();
    await untilEventsBooked(system);
  });

  afterAll(async () => {
    await system?.stop();
    await Promise.all(Object.values(servers).map((server) => server.release()));
    await broker.release();
    await rm(journal, { recursive: true, force: true });
  });

  const work = async (count: number) => {
    const outcome = await createAndComplete(await performers(system), count, 4);
    expect(outcome.failures).toEqual([]);
    await untilEventsBooked(system);
    return outcome;
  };

  const untilAnswered = (load: PersistentLoad, count: number) =>
    until('the clients are at work', () => load.answers.length > count);

  /** Events with a time of yesterday, as Tasks would publish them after an outage. */
  async function publishLateEvents(): Promise<void> {
    for (const person of (await performers(system)).keys()) {
      const body = JSON.stringify({ task_uuid: uuidv7(), assigned_to: person, timestamp: yesterday() });
      await system.databases.tasks.query(
        `insert into outbox_new (id, version, type, body)
         select uuidv7(), 1, type, $1::json
         from unnest('{tasks.task.assigned,tasks.task.completed}'::text[]) as event (type)`,
        [body],
      );
    }
    await untilEventsBooked(system);
  }

  /** Loses the database of a service and restores it. The service is not told. */
  async function loseAndRestore(service: ServiceName, moment: Moment): Promise<void> {
    await servers[service].lose();
    await servers[service].restore(moment);
  }

  const books = async () => {
    const { finance } = system.databases;
    return {
      postings: await finance.query<{ id: string }>(
        `select posting.id, posting.kind, amount, task_id, user_id, occurred_at::text, booked_on::text
         from posting left join account on account.id = person_account order by id`,
      ),
      days: await finance.query(
        `select day::text, postings, paid, paid_people, encode(hash, 'hex') as hash
         from business_day where postings > 0 order by day`,
      ),
      prices: await finance.query(`select id, fee, reward from task order by id`),
    };
  };

  const verification = async (query = ''): Promise<{ what: string; found: string }[]> => {
    const accountant = await system.as('accountant@ates.local', 'finance');
    const { body } = await accountant.get<{ differences: { what: string; found: string }[] }>(
      `/accounting/verification${query}`,
    );
    return body.differences;
  };

  const restoredTo = async (service: 'tasks' | 'finance', producer: ServiceName) => {
    const { body } = await (await system.as(administrator, service)).get('/reconciliation');
    const { producers } = reconciliation.parse(body);
    return producers.find((known) => known.producer === producer)?.restored?.to;
  };

  const statements = async (): Promise<string[]> =>
    (await readdir(system.mailFolder)).filter((name) => name.endsWith('.eml')).sort();

  it('of Finance becomes the same ledger again, and pays and mails no one twice', async () => {
    await work(10);
    const moment = await servers.finance.restorePoint('before-the-close');
    await publishLateEvents();
    await work(10);
    const api = await system.as(administrator, 'finance');
    const day = yesterday().slice(0, 10);
    const closeDay = () => api.post(`/accounting/days/${day}/close`);
    const closing = await closeDay();
    expect(closing).toMatchObject({ status: 200 });
    const [fee] = await system.databases.finance.query<{ id: string }>(
      `select id from posting where kind = 'fee' order by occurred_at desc limit 1`,
    );
    const reversal = await api.post(`/accounting/postings/${fee?.id}/reversal`, { reason: 'A mistake' });
    expect(reversal).toMatchObject({ status: 201 });
    await work(10);
    await until('the day and the reversal are in the journal', async () => {
      const files = await readdir(journal);
      return files.includes(`${day}.json`) && files.length > (await closedDays());
    });
    const paid = await system.databases.finance.query(`select from posting where kind = 'payout'`);
    expect(paid.length).toBeGreaterThan(0);
    await until('all statements are mailed', async () => (await statements()).length >= paid.length);
    const mailed = await statements();
    const before = await books();

    const load = PersistentLoad.start(await performers(system), 2);
    await untilAnswered(load, 10);
    const lostAt = performance.now();
    await loseAndRestore('finance', moment);
    await until('the day is closed and the reversal made again', async () => {
      const rows = await system.databases.finance.query(
        `select from business_day where day = $1
         and not exists (select from journaled_day) and not exists (select from journaled_reversal)`,
        [day],
      );
      return rows.length === 1;
    });
    const pauseMilliseconds = Math.round(performance.now() - lostAt);
    await untilAnswered(load, load.answers.length + 10);
    await load.stop();
    await untilEventsBooked(system);
    expect(await closeDay()).toMatchObject({ status: 200, body: closing.body });
    const after = await books();
    const isOld = ({ id }: { id: string }) => before.postings.some((posting) => posting.id === id);
    expect(after.postings.filter(isOld)).toEqual(before.postings);
    const found = after.postings.length - before.postings.length;
    noteRecovery({
      what: 'database of Finance restored',
      acknowledged: load.acknowledgements(),
      found,
      pauseMilliseconds,
    });
    expect(found).toBe(load.acknowledgements());
    expect(after.prices).toEqual(expect.arrayContaining(before.prices));
    expect(after.days).toEqual(before.days);
    expect(await verification()).toEqual([]);
    await work(5);
    expect(await system.databases.finance.query(`select from statement where state <> 'sent'`)).toEqual([]);
    expect(await statements()).toEqual(mailed);
  });

  const closedDays = async (): Promise<number> =>
    (await system.databases.finance.query(`select from business_day`)).length;

  const postings = async (): Promise<number> =>
    (await system.databases.finance.query(`select from posting`)).length;

  it('of Tasks makes Finance go back to where the feed differs, keep what it booked, and name it', async () => {
    const [task] = await system.databases.tasks.query<{ id: string }>(
      `select id from task order by id limit 1`,
    );
    const manager = await system.as('manager@ates.local', 'tasks');
    const describeTask = (description: string) =>
      manager.send('PATCH', `/tasks/${task?.id}`, { description });
    expect(await describeTask('Before the restore')).toMatchObject({ status: 200 });
    await work(5);
    const moment = await servers.tasks.restorePoint('before-the-work');
    const kept = await positions();
    const lost = await work(10);
    expect(await describeTask('Lost')).toMatchObject({ status: 200 });
    await until(
      'Finance has the new description',
      async () => (await cachedDescription(task?.id)) === 'Lost',
    );
    const booked = await postings();

    const lostAt = performance.now();
    await loseAndRestore('tasks', moment);
    const later = await workAfterRestore(12);
    const pauseMilliseconds = Math.round(later.workedAt - lostAt);
    await until('Finance has booked what was published since', async () => {
      return (await postings()) >= booked + later.created + later.completed;
    });
    await until('Finance has noticed', async () => (await restoredTo('finance', 'tasks')) === kept);
    await until('Finance has the description that Tasks has', async () => {
      return (await cachedDescription(task?.id)) === 'Before the restore';
    });
    const acknowledged = later.created + later.completed;
    const found = (await postings()) - booked;
    noteRecovery({ what: 'database of Tasks restored', acknowledged, found, pauseMilliseconds });
    expect(found).toBe(acknowledged);
    expect(await positions()).toBe(await eventCount());
    expect(await verification('?feed=skip')).toEqual([]);
    const named = await verification();
    expect(named.map(({ what }) => what)).toEqual(Array<string>(lost.created + lost.completed).fill('event'));
    expect(await parked()).toEqual([]);
  });

  /** Work whose books cannot be compared with Tasks alone, which lacks what it lost. */
  const workAfterRestore = async (count: number) => {
    const outcome = await until('Tasks works again', async () => {
      const done = await createAndComplete(await performers(system), 1, 1);
      return done.failures.length === 0 ? done : undefined;
    });
    const workedAt = performance.now();
    const more = await createAndComplete(await performers(system), count, 4);
    expect(more.failures).toEqual([]);
    return {
      created: outcome.created + more.created,
      completed: outcome.completed + more.completed,
      workedAt,
    };
  };

  const parked = () => system.databases.finance.query(`select type, reason from parked_message`);

  const positions = async (): Promise<number | undefined> => {
    await until('all events have positions', async () => {
      const rows = await system.databases.tasks.query(`select from outbox_new`);
      return rows.length === 0;
    });
    const [head] = await system.databases.tasks.query<{ last: number }>(
      `select last_position::int as last from outbox_head`,
    );
    return head?.last;
  };

  const eventCount = async (): Promise<number> =>
    (await system.databases.tasks.query(`select from ${storedEvents} as event`)).length;

  const cachedDescription = async (id: string | undefined): Promise<string | undefined> => {
    const [row] = await system.databases.finance.query<{ description: string }>(
      `select description from task where id = $1`,
      [id],
    );
    return row?.description;
  };

  it('of Auth makes the others take over its people as they are, and drop those it lost', async () => {
    const admin = await system.as(administrator, 'auth');
    const add = async (name: string) => {
      const person = { name, email: `${uuidv7()}@example.org`, roles: ['employee'] };
      const { status, body } = await admin.post<{ uuid: string }>('/users', person);
      expect(status).toBe(201);
      return body.uuid;
    };
    const [promoted, left] = [await add('Rio'), await add('Lori')];
    const moment = await servers.auth.now();
    const lost = await add('Kiki');
    expect(await admin.send('PATCH', `/users/${promoted}`, { roles: ['manager'] })).toMatchObject({
      status: 200,
    });
    expect((await admin.send('DELETE', `/users/${left}`)).status).toBeLessThan(300);
    for (const service of ['tasks', 'finance'] as const) {
      await until(`${service} knows of all changes`, async () => {
        const people = await cached(service);
        return (
          people.get(lost)?.is_known &&
          people.get(promoted)?.roles[0] === 'manager' &&
          people.get(left)?.is_deleted
        );
      });
    }
    const heldTask = await until('a task is assigned to the person who will be lost', async () => {
      const author = await system.as(administrator, 'tasks');
      const { body } = await author.post<{ uuid: string; assigned_to: { uuid: string } }>('/tasks', {
        description: 'Find a new performer',
      });
      return body.assigned_to.uuid === lost ? body.uuid : undefined;
    });

    const load = PersistentLoad.start(await performers(system), 2);
    await untilAnswered(load, 10);
    const lostAt = performance.now();
    await loseAndRestore('auth', moment);
    const added = await until('Auth works again', async () => {
      const { status, body } = await admin.post<{ uuid: string }>('/users', {
        name: 'Coco',
        email: `${uuidv7()}@example.org`,
        roles: ['employee'],
      });
      return status === 201 ? body.uuid : undefined;
    });
    const pauseMilliseconds = Math.round(performance.now() - lostAt);
    for (const service of ['tasks', 'finance'] as const) {
      await until(`${service} has the people that Auth has`, async () => {
        const people = await cached(service);
        return (
          people.get(added)?.is_known &&
          people.get(lost)?.is_deleted &&
          people.get(promoted)?.roles[0] === 'employee'
        );
      });
      // A deletion is final, whatever Auth has forgotten.
      expect((await cached(service)).get(left)).toMatchObject({ is_deleted: true });
      expect(await restoredTo(service, 'auth')).toBeGreaterThan(0);
    }
    await until('someone else has the task of the lost person', async () => {
      const rows = await system.databases.tasks.query<{ is_held: boolean }>(
        `select bool_or(assigned_to = $1) as is_held from task where completed_at is null`,
        [lost],
      );
      return rows[0]?.is_held === false;
    });
    const tasks = await system.as(administrator, 'tasks');
    expect((await tasks.get(`/tasks/${heldTask}`)).body).not.toMatchObject({ assigned_to: { uuid: lost } });
    await untilAnswered(load, load.answers.length + 10);
    await load.stop();
    const { found } = await load.compareWith(system.databases.tasks);
    noteRecovery({
      what: 'database of Auth restored',
      acknowledged: load.acknowledged.size,
      found: found.length,
      pauseMilliseconds,
    });
    expect(found).toHaveLength(load.acknowledged.size);
  });

  const cached = async (service: 'tasks' | 'finance') => {
    const rows = await system.databases[service].query<{
      id: string;
      roles: string[];
      is_known: boolean;
      is_deleted: boolean;
    }>(`select id, roles, is_known, is_deleted from cached_user`);
    return new Map(rows.map((row) => [row.id, row]));
  };
});
