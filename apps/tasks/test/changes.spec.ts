import path from 'node:path';
import { Changes } from '@ates/platform';
import { blocksRead, fillMessagingTables, ChangeListener } from '../../../test/support/changes.js';
import type { Person } from '../../../test/support/peers.js';
import { until } from '../../../test/support/until.js';
import { startOrigin } from '../../../tools/origin/origin.mjs';
import { freePort } from '../../../tools/processes/ports.mjs';
import { problem } from '../../../test/support/problem.js';
import { TasksService } from './support/tasks-service.js';

/** Matches the statement that polls for changes. */
const pollStatement = '%as "parked-messages"%';

describe('GET /changes, the stream of changed topics', () => {
  let tasks: TasksService;
  let performer: Person;

  beforeEach(async () => {
    tasks = await TasksService.start();
    performer = await tasks.person('employee');
  });

  afterEach(() => tasks.stop());

  const listen = async (person = performer, url = tasks.url): Promise<ChangeListener> =>
    ChangeListener.connect(url, await tasks.peers.tokenOf(person));

  const openStreams = async (): Promise<number> => {
    const { body } = await (await tasks.asService('metrics:read')).get<string>('/metrics');
    return Number(/^event_streams\{of="changes"\} (\d+)$/m.exec(body)?.[1] ?? 0);
  };

  it('starts with a ready event that lists all topics, and is never cached or buffered', async () => {
    const listener = await listen();
    expect(listener.events).toEqual([
      {
        type: 'ready',
        topics: expect.arrayContaining(['tasks', 'reassignments', 'parked-messages', 'reconciliation']),
      },
    ]);
    expect(listener.text).toContain('retry: 2000\n');
    expect(listener.headers.get('content-type')).toBe('text/event-stream');
    expect(listener.headers.get('cache-control')).toContain('no-store');
    expect(listener.headers.get('x-accel-buffering')).toBe('no');
    listener.close();
  });

  it('reports `tasks` when a task is created, priced by Finance, or completed', async () => {
    const listener = await listen();
    const task = await tasks.task(performer);
    let seen = await listener.untilReceived('tasks', 1);
    expect(listener.topicsAfter(1).sort()).toEqual(['notifications', 'tasks']);

    tasks.publishPrice(task.uuid);
    await tasks.untilFinanceConsumed();
    seen = await listener.untilReceived('tasks', seen);

    await (await tasks.as(performer)).put(`/tasks/${task.uuid}/complete`);
    await listener.untilReceived('tasks', seen);
    listener.close();
  });

  it('names the changed topic without any of its data', async () => {
    const listener = await listen();
    const task = await tasks.task(performer, 'A secret errand');
    await listener.untilReceived('tasks', 1);
    expect(listener.text).not.toContain(task.uuid);
    expect(listener.text).not.toContain('secret');
    listener.close();
  });

  it('reports `reassignments` when one is requested or makes progress', async () => {
    const manager = await tasks.person('manager');
    await tasks.openTasks(10, [performer]);
    const listener = await listen(manager);
    await (await tasks.as(manager)).put('/tasks/reassign');
    await listener.untilReceived('reassignments', 1);
    await until('it is completed', async () => {
      const rows = await tasks.database.query(`select from reassignment where finished_at is not null`);
      return rows.length === 1;
    });
    listener.close();
  });

  it('reports parked (dead-lettered) messages, discarded ones, and runs of a reconciliation', async () => {
    const administrator = await tasks.person('administrator');
    const listener = await listen(administrator);
    tasks.peers.publish('finance', 'finance.task.priced', { nonsense: true });
    let seen = await listener.untilReceived('parked-messages', 1);
    const api = await tasks.as(administrator);
    const { body } = await api.get<{ items: { id: string }[] }>('/parked-messages');
    await api.send('DELETE', `/parked-messages/${body.items[0]?.id}`);
    seen = await listener.untilReceived('parked-messages', seen);
    await api.post('/reconciliation/runs', { producer: 'auth' });
    await listener.untilReceived('reconciliation', seen);
    listener.close();
  });

  it('reports changes made by another instance', async () => {
    const other = await tasks.startAnotherApp();
    const listener = await listen(performer, await other.getUrl());
    await tasks.task(performer);
    await listener.untilReceived('tasks', 1);
    listener.close();
    await other.close();
  });

  it('streams through the origin without delay', async () => {
    const port = await freePort();
    const publicUrl = `http://127.0.0.1:${port}`;
    const origin = await startOrigin({
      hosts: ['127.0.0.1'],
      port,
      publicUrl,
      services: [{ name: 'tasks', url: tasks.url }],
      web: path.resolve('apps/web'),
      demoPeople: [],
      demoPassword: '',
    });
    const listener = await listen(performer, `${publicUrl}/api/tasks`);
    expect(listener.headers.get('x-accel-buffering')).toBe('no');
    await tasks.task(performer);
    await listener.untilReceived('tasks', 1);
    listener.close();
    await until('all streams are closed', async () => (await openStreams()) === 0);
    await origin.stop();
  });

  it('batches a burst of changes into at most one event per half second', async () => {
    const listener = await listen();
    const api = await tasks.as(performer);
    const from = Date.now();
    for (let number = 1; number <= 100; number += 1) {
      await api.post('/tasks', { description: `Perch ${number}` });
    }
    await listener.untilReceived('tasks', 1);
    const mostEvents = Math.ceil((Date.now() - from) / 500) + 1;
    expect(listener.events.slice(1).length).toBeLessThanOrEqual(mostEvents);
    listener.close();
  });

  /** The database connections that have polled, each with the time of its last poll. */
  const lastPolls = () =>
    tasks.database.query<{ pid: number; at: Date }>(
      `select pid, query_start as at from pg_stat_activity
       where datname = current_database() and query like $1 and pid <> pg_backend_pid()
       order by pid`,
      [pollStatement],
    );

  it('polls with one statement for all listeners, and stops polling once all have left', async () => {
    const listeners = await Promise.all(Array.from({ length: 20 }, () => listen()));
    expect(await openStreams()).toBe(20);
    await tasks.during(`lock table reassignment in access exclusive mode`, [], async () => {
      await tasks.untilWaitingForLock(pollStatement);
      const waiting = await tasks.database.query(
        `select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like $1`,
        [pollStatement],
      );
      expect(waiting).toHaveLength(1);
    });
    for (const listener of listeners) {
      listener.close();
    }
    await until('all streams are closed', async () => (await openStreams()) === 0);
    await until('the last poll has finished', async () => {
      const rows = await tasks.database.query(
        `select from pg_stat_activity
         where datname = current_database() and state = 'active' and query like $1 and pid <> pg_backend_pid()`,
        [pollStatement],
      );
      return rows.length === 0;
    });
    const before = await lastPolls();
    // Meanwhile a listener at another instance sees two changes, so several poll intervals have passed.
    const other = await tasks.startAnotherApp();
    const listener = await listen(performer, await other.getUrl());
    await tasks.task(performer);
    const seen = await listener.untilReceived('tasks', 1);
    await tasks.task(performer);
    await listener.untilReceived('tasks', seen);
    const after = new Map((await lastPolls()).map(({ pid, at }) => [pid, at]));
    for (const { pid, at } of before) {
      expect(after.get(pid) ?? at).toEqual(at);
    }
    listener.close();
    await other.close();
  });

  it('reads only a few database blocks per poll, however large the tables are', async () => {
    await tasks.openTasks(20_000, [performer]);
    await tasks.database.query(
      `insert into task_price (task_id, fee, reward, currency) select id, 1000, 2000, 'USD' from task`,
    );
    await tasks.database.query(
      `insert into reassignment (id, requested_by, requested_at, seed, started_at, finished_at)
       select uuidv7(), $1, now(), '', now(), now() from generate_series(1, 20000)`,
      [performer.uuid],
    );
    await fillMessagingTables(tasks.database);
    expect(await blocksRead(tasks.database, tasks.get(Changes).statement)).toBeLessThan(60);
  });

  it('reports no topic that did not change', async () => {
    const quiet = await listen();
    const manager = await tasks.person('manager');
    const seen = quiet.events.length;
    // The change of `tasks` proves that it polled; of the other topics, only what the performer is notified of changed.
    await tasks.task(manager);
    await quiet.untilReceived('tasks', seen);
    expect(new Set(quiet.topicsAfter(1))).toEqual(new Set(['tasks', 'notifications']));
    quiet.close();
  });

  it('survives a database outage', async () => {
    const listener = await listen();
    const seen = listener.events.length;
    await tasks.database.terminateConnections();
    await until('a task is created', async () => {
      const { status } = await (await tasks.as(performer)).post('/tasks', { description: 'After the storm' });
      return status === 201;
    });
    await listener.untilReceived('tasks', seen);
    expect(listener.hasEnded).toBe(false);
    listener.close();
  });

  it('ends when the access token expires, and not before', async () => {
    const lasting = await listen();
    const listener = await ChangeListener.connect(
      tasks.url,
      await tasks.peers.tokenOf(performer, '2 seconds'),
    );
    await listener.untilEnded();
    expect(lasting.hasEnded).toBe(false);
    lasting.close();
  });

  it('ends when the account is deleted', async () => {
    const leaver = await tasks.person('employee');
    const listener = await listen(leaver);
    tasks.peers.remove(leaver);
    await listener.untilEnded();
    expect(await (await tasks.as(leaver)).get('/changes')).toMatchObject(problem(401, 'account-deleted'));
  });

  it('stays open after a demotion, since every role may listen', async () => {
    const other = await tasks.person('administrator');
    const listener = await listen(other);
    tasks.peers.change(other, { roles: ['employee'] });
    await tasks.untilCached(other);
    await tasks.task(performer);
    await listener.untilReceived('tasks', 1);
    expect(listener.hasEnded).toBe(false);
    listener.close();
  });

  it('does not block the shutdown of the service', async () => {
    const listeners = await Promise.all(Array.from({ length: 5 }, () => listen()));
    await tasks.close();
    await Promise.all(listeners.map((listener) => listener.untilEnded()));
  });

  it('rejects the 33rd concurrent stream of one person with 429 too-many-streams', async () => {
    const listeners = await Promise.all(Array.from({ length: 32 }, () => listen()));
    const refused = await (await tasks.as(performer)).get('/changes');
    expect(refused).toMatchObject(problem(429, 'too-many-streams'));
    expect(refused.headers.get('retry-after')).toBe('5');
    const somebodyElse = await listen(await tasks.person('employee'));
    somebodyElse.close();
    listeners.pop()?.close();
    await until(
      'a freed slot can be used',
      async () => (await (await tasks.as(performer)).get('/changes')).status === 200,
    );
    for (const listener of listeners) {
      listener.close();
    }
  });
});
