import { expectCorrectBooks } from './support/books.js';
import { openTestDatabase } from './support/database.js';
import { createAndComplete, performers, type LoadOutcome } from './support/load.js';
import { databaseKeys } from './support/service-database.js';
import { ReplicatedPostgres } from './support/standby.js';
import { System, type ServiceName } from './support/system.js';
import { until } from './support/until.js';
import { storedEvents } from './support/events.js';

const names: ServiceName[] = ['auth', 'tasks', 'finance'];

const nameOf = (url: string): string => new URL(url).pathname.slice(1);

/** Restarts services with the former standby as their database. */
async function startOnStandby(
  system: System,
  servers: ReplicatedPostgres,
  names: ServiceName[],
): Promise<void> {
  for (const name of names) {
    await system.services[name].kill();
    const database = nameOf(system.databases[name].url);
    const promoted = openTestDatabase(servers.standbyUrl(), database, system.databases[name].roles);
    system.databases[name] = promoted;
    await system.services[name].start(databaseKeys(promoted));
  }
}

async function load(system: System, count: number): Promise<LoadOutcome> {
  const outcome = await createAndComplete(await performers(system), count, 4);
  expect(outcome.failures).toEqual([]);
  return outcome;
}

async function verificationOf(system: System, query = ''): Promise<{ what: string }[]> {
  const accountant = await system.as('accountant@ates.local', 'finance');
  const { body } = await accountant.get<{ differences: { what: string }[] }>(
    `/accounting/verification${query}`,
  );
  return body.differences;
}

describe('A standby (S8)', () => {
  let servers: ReplicatedPostgres;
  let system: System;

  beforeEach(async () => {
    servers = await ReplicatedPostgres.start();
  });

  afterEach(async () => {
    await system.stop();
    await servers.release();
  });

  it('takes over from a primary lost under load, without losing work', async () => {
    const cluster = servers.primaryUrl();
    system = await System.start({
      transport: 'feed',
      clusters: { auth: cluster, tasks: cluster, finance: cluster },
    });
    await system.untilPeopleCached();
    await load(system, 40);
    const people = await performers(system);
    let loss: Promise<void> | undefined;
    await createAndComplete(people, 200, 4, (done) => {
      loss ??= done > 60 ? servers.killPrimary() : undefined;
    });
    await loss;
    await servers.promoteStandby();
    await startOnStandby(system, servers, names);
    await load(system, 40);
    await expectCorrectBooks(system);
    expect(await verificationOf(system)).toEqual([]);
    const [placed] = await system.databases.tasks.query<{ count: number; last: number }>(
      `select count(*)::int as count, max(position)::int as last from outbox`,
    );
    expect(placed?.count).toBe(placed?.last);
  });

  it('of Tasks that lacks events makes Finance reread the feed, book nothing twice and name the lost ones', async () => {
    system = await System.start({ transport: 'feed', clusters: { tasks: servers.primaryUrl() } });
    await system.untilPeopleCached();
    await load(system, 20);
    await servers.untilCaughtUp();
    await expectCorrectBooks(system);
    const kept = await postings(system);
    await servers.disconnectStandby();
    await load(system, 20);
    await expectCorrectBooks(system);
    const booked = await postings(system);

    await servers.killPrimary();
    await servers.promoteStandby();
    await startOnStandby(system, servers, ['tasks']);
    const { created, completed } = await load(system, 60);
    await until('Finance has booked the events published since', async () => {
      return (await postings(system)) === booked + created + completed;
    });
    expect(system.services.finance.recentOutput()).toContain('was restored to an earlier state');
    expect(await keysOfTasks(system)).toEqual({
      published: 30 + created + completed,
      booked: 30 + created + completed,
    });
    expect(await verificationOf(system, '?feed=skip')).toEqual([]);
    const lost = await verificationOf(system);
    expect(lost.map(({ what }) => what)).toEqual(Array<string>(booked - kept).fill('event'));
  });

  it('serves the list of all tasks, while own lists and single tasks come from the primary', async () => {
    const cluster = servers.primaryUrl();
    system = await System.start({ transport: 'feed', clusters: { tasks: cluster } });
    await system.untilPeopleCached();
    const database = nameOf(system.databases.tasks.url);
    const standby = openTestDatabase(servers.standbyUrl(), database, system.databases.tasks.roles);
    await system.services.tasks.stop();
    await servers.untilCaughtUp();
    await system.services.tasks.start({
      READ_DATABASE_URL: standby.serviceUrl,
      READ_LAG_SECONDS: '3600',
    });
    await load(system, 4);
    await servers.untilCaughtUp();
    const manager = await system.as('manager@ates.local', 'tasks');
    const count = async (query: string): Promise<number> =>
      (await manager.get<{ items: unknown[] }>(`/tasks?limit=200${query}`)).body.items.length;
    expect(await count('')).toBe(4);
    await servers.pauseReplay();
    const { body } = await manager.post<{ uuid: string; assigned_to: { uuid: string } }>('/tasks', {
      description: 'New to the standby',
    });
    expect(await count('')).toBe(4);
    expect(await count(`&ids=${body.uuid}`)).toBe(1);
    expect((await manager.get(`/tasks/${body.uuid}`)).status).toBe(200);
    const own = await manager.get<{ items: { uuid: string }[] }>(`/tasks?performer=${body.assigned_to.uuid}`);
    expect(own.body.items.map(({ uuid }) => uuid)).toContain(body.uuid);
    await servers.resumeReplay();
    await until('the standby lists the new task', async () => (await count('')) === 5);
    await servers.killStandby();
    expect(await count('')).toBe(5);
    await servers.startStandby();
  });

  const postings = async ({ databases }: System): Promise<number> => {
    const [row] = await databases.finance.query<{ count: number }>(
      `select count(*)::int as count from posting`,
    );
    return row?.count ?? 0;
  };

  /** The number of effects that Tasks published, and how many of them are booked. */
  const keysOfTasks = async ({ databases }: System) => {
    const events = await databases.tasks.query<{ key: string }>(
      `select case type when 'tasks.task.assigned' then concat('assigned:', id)
                        else concat('rewarded:', body ->> 'task_uuid') end as key
       from ${storedEvents} as outbox where type in ('tasks.task.assigned', 'tasks.task.completed')`,
    );
    const [row] = await databases.finance.query<{ count: number }>(
      `select count(*)::int as count from posting_key where key_of(kind, subject) = any($1::text[])`,
      [events.map(({ key }) => key)],
    );
    return { published: events.length, booked: row?.count };
  };
});
