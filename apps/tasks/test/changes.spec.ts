import path from 'node:path';
import { Changes } from '@ates/platform';
import { blocksRead, fillMessagingTables, Listener } from '../../../test/support/changes.js';
import type { Person } from '../../../test/support/peers.js';
import { until } from '../../../test/support/until.js';
import { startOrigin } from '../../../tools/origin.mjs';
import { freePort } from '../../../tools/ports.mjs';
import { problem } from './support/problem.js';
import { TasksService } from './support/tasks-service.js';

const look = '%as "parked-messages"%';

describe('What changed, told by topic', () => {
  let tasks: TasksService;
  let performer: Person;

  beforeEach(async () => {
    tasks = await TasksService.start();
    performer = await tasks.person('employee');
  });

  afterEach(() => tasks.stop());

  const listen = async (person = performer, url = tasks.url): Promise<Listener> =>
    Listener.at(url, await tasks.peers.tokenOf(person));

  const openStreams = async (): Promise<number> => {
    const { body } = await (await tasks.asService('metrics:read')).get<string>('/metrics');
    return Number(/^event_streams\{of="changes"\} (\d+)$/m.exec(body)?.[1] ?? 0);
  };

  it('begins with all the topics there are, and is nothing that a proxy or a browser keeps', async () => {
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
    listener.leave();
  });

  it('is told of tasks: created, completed, and priced by what Finance told', async () => {
    const listener = await listen();
    const task = await tasks.task(performer);
    let heard = await listener.hears('tasks', 1);
    expect(listener.topicsAfter(1)).toEqual(['tasks']);

    tasks.price(task.uuid);
    await tasks.knowsPrices();
    heard = await listener.hears('tasks', heard);

    await (await tasks.as(performer)).put(`/tasks/${task.uuid}/complete`);
    await listener.hears('tasks', heard);
    listener.leave();
  });

  it('says which topic changed and not what it is now', async () => {
    const listener = await listen();
    const task = await tasks.task(performer, 'Nobody else is to know of this');
    await listener.hears('tasks', 1);
    expect(listener.text).not.toContain(task.uuid);
    expect(listener.text).not.toContain('Nobody');
    listener.leave();
  });

  it('is told of reassignments as they come and go on', async () => {
    const manager = await tasks.person('manager');
    await tasks.openTasks(10, [performer]);
    const listener = await listen(manager);
    await (await tasks.as(manager)).put('/tasks/reassign');
    await listener.hears('reassignments', 1);
    await until('it is completed', async () => {
      const rows = await tasks.database.query(`select from reassignment where finished_at is not null`);
      return rows.length === 1;
    });
    listener.leave();
  });

  it('is told of messages that are parked, and of what becomes of them', async () => {
    const administrator = await tasks.person('administrator');
    const listener = await listen(administrator);
    tasks.peers.tell('finance', 'finance.task.priced', { nonsense: true });
    let heard = await listener.hears('parked-messages', 1);
    const api = await tasks.as(administrator);
    const { body } = await api.get<{ items: { id: string }[] }>('/parked-messages');
    await api.send('DELETE', `/parked-messages/${body.items[0]?.id}`);
    heard = await listener.hears('parked-messages', heard);
    await api.post('/reconciliation/runs', { producer: 'auth' });
    await listener.hears('reconciliation', heard);
    listener.leave();
  });

  it('is told what another instance did', async () => {
    const other = await tasks.beside();
    const listener = await listen(performer, await other.getUrl());
    await tasks.task(performer);
    await listener.hears('tasks', 1);
    listener.leave();
    await other.close();
  });

  it('is told through the one address that people use, as soon as directly', async () => {
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
    await listener.hears('tasks', 1);
    listener.leave();
    await until('nobody listens', async () => (await openStreams()) === 0);
    await origin.stop();
  });

  it('is told once of a burst, half a second apart at least', async () => {
    const listener = await listen();
    const api = await tasks.as(performer);
    const from = Date.now();
    for (let number = 1; number <= 100; number += 1) {
      await api.post('/tasks', { description: `Perch ${number}` });
    }
    await listener.hears('tasks', 1);
    const looks = Math.ceil((Date.now() - from) / 500) + 1;
    expect(listener.topicsAfter(1).length).toBeLessThanOrEqual(looks);
    listener.leave();
  });

  /** The connections that were used to look, each with when it last was. */
  const looking = () =>
    tasks.database.query<{ pid: number; at: Date }>(
      `select pid, query_start as at from pg_stat_activity
       where datname = current_database() and query like $1 and pid <> pg_backend_pid()
       order by pid`,
      [look],
    );

  it('is looked at by one statement for all who listen, and by none once they have left', async () => {
    const listeners = await Promise.all(Array.from({ length: 20 }, () => listen()));
    expect(await openStreams()).toBe(20);
    await tasks.during(`lock table reassignment in access exclusive mode`, [], async () => {
      await tasks.waitingForLock(look);
      const waiting = await tasks.database.query(
        `select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like $1`,
        [look],
      );
      expect(waiting).toHaveLength(1);
    });
    for (const listener of listeners) {
      listener.leave();
    }
    await until('nobody listens', async () => (await openStreams()) === 0);
    await until('the last look is over', async () => {
      const rows = await tasks.database.query(
        `select from pg_stat_activity
         where datname = current_database() and state = 'active' and query like $1 and pid <> pg_backend_pid()`,
        [look],
      );
      return rows.length === 0;
    });
    const before = await looking();
    // Somebody who listens at another instance hears of two changes meanwhile, so it looked several times.
    const other = await tasks.beside();
    const listener = await listen(performer, await other.getUrl());
    await tasks.task(performer);
    const heard = await listener.hears('tasks', 1);
    await tasks.task(performer);
    await listener.hears('tasks', heard);
    const after = new Map((await looking()).map(({ pid, at }) => [pid, at]));
    for (const { pid, at } of before) {
      expect(after.get(pid) ?? at).toEqual(at);
    }
    listener.leave();
    await other.close();
  });

  it('is seen in few blocks of the database, however much there is', async () => {
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

  it('says nothing while nothing changes', async () => {
    const quiet = await listen();
    const manager = await tasks.person('manager');
    const heard = quiet.events.length;
    // A change of a topic that is told shows that it was looked; the others stayed as they were.
    await tasks.task(manager);
    await quiet.hears('tasks', heard);
    expect(new Set(quiet.topicsAfter(1))).toEqual(new Set(['tasks']));
    quiet.leave();
  });

  it('goes on when the database was away', async () => {
    const listener = await listen();
    const heard = listener.events.length;
    await tasks.database.terminateConnections();
    await until('a task is created', async () => {
      const { status } = await (await tasks.as(performer)).post('/tasks', { description: 'After the storm' });
      return status === 201;
    });
    await listener.hears('tasks', heard);
    expect(listener.isOver).toBe(false);
    listener.leave();
  });

  it('ends when the token runs out, and not before', async () => {
    const lasting = await listen();
    const listener = await Listener.at(tasks.url, await tasks.peers.tokenOf(performer, '2 seconds'));
    await listener.ended();
    expect(lasting.isOver).toBe(false);
    lasting.leave();
  });

  it('ends when the person is deleted', async () => {
    const leaver = await tasks.person('employee');
    const listener = await listen(leaver);
    tasks.peers.remove(leaver);
    await listener.ended();
    expect(await (await tasks.as(leaver)).get('/changes')).toMatchObject(problem(401, 'account-deleted'));
  });

  it('goes on for somebody who was demoted: everybody may listen', async () => {
    const other = await tasks.person('administrator');
    const listener = await listen(other);
    tasks.peers.change(other, { roles: ['employee'] });
    await tasks.knows(other);
    await tasks.task(performer);
    await listener.hears('tasks', 1);
    expect(listener.isOver).toBe(false);
    listener.leave();
  });

  it('does not keep the service from stopping', async () => {
    const listeners = await Promise.all(Array.from({ length: 5 }, () => listen()));
    await tasks.close();
    await Promise.all(listeners.map((listener) => listener.ended()));
  });

  it('is for so many streams of one person and no more', async () => {
    const listeners = await Promise.all(Array.from({ length: 32 }, () => listen()));
    const refused = await (await tasks.as(performer)).get('/changes');
    expect(refused).toMatchObject(problem(429, 'too-many-streams'));
    expect(refused.headers.get('retry-after')).toBe('5');
    const somebodyElse = await listen(await tasks.person('employee'));
    somebodyElse.leave();
    listeners.pop()?.leave();
    await until(
      'there is room again',
      async () => (await (await tasks.as(performer)).get('/changes')).status === 200,
    );
    for (const listener of listeners) {
      listener.leave();
    }
  });
});
