import type { Reassignment } from '@ates/contracts';
import { Api } from './support/api.js';
import { expectCorrectBooks } from './support/books.js';
import { System, type ServiceProcess } from './support/system.js';
import { until } from './support/until.js';
import { storedEvents } from './support/events.js';

const openTasks = 8000;

describe('Reassignments on two instances of Tasks that are killed repeatedly (T4)', () => {
  let system: System;
  let other: ServiceProcess;

  beforeAll(async () => {
    system = await System.start({ transport: 'feed' });
    await system.untilPeopleCached();
    other = await system.anotherInstance('tasks');
    await other.start();
    await system.databases.tasks.query(
      `insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
       select uuidv7(), 'Fix the perch', id, id, now(), now(), now()
       from (select id from cached_user where roles = '{employee}' limit 1) as performer,
            generate_series(1, ${openTasks})`,
    );
  });

  afterAll(async () => {
    await other.stop();
    await system.stop();
  });

  const progress = async (): Promise<{ done: number; unfinished: number }> => {
    const [row] = await system.databases.tasks.query<{ done: number; unfinished: number }>(
      `select coalesce(sum(done), 0)::int as done, count(*) filter (where finished_at is null)::int as unfinished
       from reassignment`,
    );
    return row ?? { done: 0, unfinished: 0 };
  };

  it('draw and charge every open task exactly once each', async () => {
    const { tasks } = system.services;
    const manager = await system.tokenOf('manager@ates.local');
    const requested = await Promise.all(
      [tasks, other, tasks].map((instance) =>
        new Api(instance.url, manager).put<Reassignment>('/tasks/reassign'),
      ),
    );
    expect(requested.map(({ status }) => status)).toEqual([202, 202, 202]);

    let killedInTheMiddle = 0;
    let turn = 0;
    while ((await progress()).unfinished > 0) {
      const instance = turn % 2 === 0 ? tasks : other;
      turn += 1;
      const { done: before } = await progress();
      await until('more tasks have been drawn', async () => {
        const { done, unfinished } = await progress();
        return done > before || unfinished === 0;
      });
      await instance.kill();
      killedInTheMiddle += (await progress()).unfinished > 0 ? 1 : 0;
      await instance.start();
    }
    expect(killedInTheMiddle).toBeGreaterThan(0);

    const draws = await system.databases.tasks.query<{ draws: number; tasks: number; published: number }>(
      `select count(*)::int as draws, count(distinct task_id)::int as tasks, count(outbox.id)::int as published
       from task_assignment left join ${storedEvents} as outbox on outbox.id = task_assignment.id
       where reassignment_id is not null
       group by reassignment_id`,
    );
    expect(draws).toEqual(
      Array.from({ length: 3 }, () => ({ draws: openTasks, tasks: openTasks, published: openTasks })),
    );
    await expectCorrectBooks(system, 180_000);
  });
});
