import { setImmediate as nextTurn } from 'node:timers/promises';
import type pg from 'pg';
import { v4 as uuidv4 } from 'uuid';
import type { TaskHistory, TaskView } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { problem } from '../../../test/support/problem.js';
import { TasksService } from './support/tasks-service.js';
import { storedEvents } from '../../../test/support/events.js';

describe('Redrawing the performer of a task (T5)', () => {
  let tasks: TasksService;
  let manager: Api;
  let polly: Person;
  let kesha: Person;

  beforeEach(async () => {
    tasks = await TasksService.start();
    manager = await tasks.as(await tasks.person('manager'));
    [polly, kesha] = (await tasks.people(2, 'employee')) as [Person, Person];
  });

  afterEach(() => tasks.stop());

  const redraw = async (id: string): Promise<TaskView> => {
    const { status, body } = await manager.put<TaskView>(`/tasks/${id}/assign`);
    expect(status).toBe(200);
    return body;
  };

  it('shows, publishes and records each draw in the history', async () => {
    const task = await tasks.task(polly);
    const draws = [task];
    while (draws.length < 12) {
      draws.push(await redraw(task.uuid));
    }
    const last = draws.at(-1);
    expect(last).toEqual({ ...task, assigned_to: last?.assigned_to, assigned_at: last?.assigned_at });
    expect((await manager.get(`/tasks/${task.uuid}`)).body).toEqual(last);
    expect((await tasks.events(task.uuid)).slice(1)).toEqual(
      draws.map(({ assigned_to, assigned_at }) => ({
        type: 'tasks.task.assigned',
        body: { task_uuid: task.uuid, assigned_to: assigned_to.uuid, timestamp: assigned_at },
      })),
    );
    const { body } = await manager.get<TaskHistory>(`/tasks/${task.uuid}/history`);
    expect(body.items).toEqual(
      draws.map(({ assigned_to, assigned_at }) => ({
        event: 'assigned',
        performer: assigned_to,
        occurred_at: assigned_at,
      })),
    );
  });

  it('draws the same person when no one else is eligible, and charges again', async () => {
    await tasks.remove(kesha);
    const task = await tasks.task(polly);
    expect((await redraw(task.uuid)).assigned_to.uuid).toBe(polly.uuid);
    const draws = (await tasks.events(task.uuid)).filter(({ type }) => type === 'tasks.task.assigned');
    expect(draws.map(({ body }) => body.assigned_to)).toEqual([polly.uuid, polly.uuid]);
  });

  it('lets only the new performer complete the task', async () => {
    const task = await tasks.task(polly);
    let redrawn = task;
    while (redrawn.assigned_to.uuid === task.assigned_to.uuid) {
      redrawn = await redraw(task.uuid);
    }
    const [before, now] = task.assigned_to.uuid === polly.uuid ? [polly, kesha] : [kesha, polly];
    const complete = async (person: Person) => (await tasks.as(person)).put(`/tasks/${task.uuid}/complete`);
    expect(await complete(before)).toMatchObject(problem(403, 'not-your-task'));
    expect(await complete(now)).toMatchObject({ status: 200 });
  });

  it('rejects a completed task with 409 task-already-completed and publishes nothing', async () => {
    const task = await tasks.task(polly);
    const performer = task.assigned_to.uuid === polly.uuid ? polly : kesha;
    await (await tasks.as(performer)).put(`/tasks/${task.uuid}/complete`);
    const before = await tasks.events();
    expect(await manager.put(`/tasks/${task.uuid}/assign`)).toMatchObject(
      problem(409, 'task-already-completed'),
    );
    expect(await tasks.events()).toEqual(before);
  });

  it('returns 409 no-eligible-performer and changes nothing when no one is eligible', async () => {
    const task = await tasks.task(polly);
    await tasks.database.query(`update cached_user set is_deleted = true where id = any ($1)`, [
      [polly.uuid, kesha.uuid],
    ]);
    expect(await manager.put(`/tasks/${task.uuid}/assign`)).toMatchObject(
      problem(409, 'no-eligible-performer'),
    );
    expect((await manager.get(`/tasks/${task.uuid}`)).body).toMatchObject({ assigned_to: task.assigned_to });
  });

  it('rejects an unknown task with 404 task-not-found', async () => {
    expect(await manager.put(`/tasks/${uuidv4()}/assign`)).toMatchObject(problem(404, 'task-not-found'));
  });

  it('draws once for repeated requests under one Idempotency-Key', async () => {
    const task = await tasks.task(polly);
    const key = { 'idempotency-key': uuidv4() };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => manager.put(`/tasks/${task.uuid}/assign`, undefined, key)),
    );
    for (const { status, body } of answers) {
      expect([status, body]).toEqual([200, answers[0]?.body]);
    }
    expect(await tasks.events(task.uuid)).toHaveLength(3);
  });
});

describe('Completing and redrawing the same task concurrently (T7)', () => {
  let tasks: TasksService;

  beforeAll(async () => {
    tasks = await TasksService.start();
  });

  afterAll(() => tasks.stop());

  const pairs = 3000;
  const pairsAtOnce = 20;

  interface Outcome {
    task: string;
    types: string[];
    people: string[];
    assigned_to: string;
    is_completed: boolean;
  }

  const afterTurns = async <Result>(turns: number, work: () => Promise<Result>): Promise<Result> => {
    for (let turn = 0; turn < turns; turn += 1) {
      await nextTurn();
    }
    return work();
  };

  /** The events of each task, in order, and its final state. */
  const outcomes = (): Promise<Outcome[]> =>
    tasks.database.query<Outcome & pg.QueryResultRow>(
      `select task.id as task, task.assigned_to, task.completed_at is not null as is_completed,
              array_agg(split_part(outbox.type, '.', 3) order by place) as types,
              array_agg(outbox.body ->> 'assigned_to' order by place) as people
       from task join ${storedEvents} as outbox on outbox.body ->> 'task_uuid' = task.id::text
       group by task.id`,
    );

  it(`orders each of ${pairs} concurrent pairs, and credits the performer at the time of completion`, async () => {
    const manager = await tasks.as(await tasks.person('manager'));
    const performers = await tasks.people(5, 'employee');
    const apis = await Promise.all(performers.map((person) => tasks.as(person)));
    const ids = await tasks.openTasks(pairs, performers);
    const owners = await tasks.database.query<{ id: string; assigned_to: string }>(
      `select id, assigned_to from task order by id`,
    );
    expect(owners.map(({ id }) => id)).toEqual(ids.toSorted());

    const seen = new Map<string, string>();
    const race = async ({ id, assigned_to }: { id: string; assigned_to: string }, turn: number) => {
      const owner = apis[performers.findIndex(({ uuid }) => uuid === assigned_to)];
      const complete = async () => owner?.put(`/tasks/${id}/complete`);
      const redraw = () => manager.put(`/tasks/${id}/assign`);
      // By turns either request is sent first, and the other up to 40 turns of the event loop later: a redraw takes longer
      // until it locks the task, so sent together it would nearly always come second.
      const lead = Math.floor(turn / 2) % 40;
      const [completed, redrawn] = await Promise.all(
        turn % 2 === 0 ? [complete(), afterTurns(lead, redraw)] : [afterTurns(lead, complete), redraw()],
      );
      seen.set(id, `${completed?.status} ${redrawn.status}`);
    };
    for (let start = 0; start < owners.length; start += pairsAtOnce) {
      await Promise.all(
        owners.slice(start, start + pairsAtOnce).map((owner, index) => race(owner, start + index)),
      );
    }

    const results = await outcomes();
    expect(results).toHaveLength(pairs);
    const orders = new Map<string, number>();
    for (const { task, types, people, assigned_to, is_completed } of results) {
      const order = `${seen.get(task)}: ${types.join(', ')}`;
      orders.set(order, (orders.get(order) ?? 0) + 1);
      expect(people.at(-1)).toBe(assigned_to);
      expect(types.at(-1) === 'completed').toBe(is_completed);
    }
    const possible = [
      // The completion came first, so the redraw was rejected.
      '200 409: completed',
      // The redraw came first and drew someone else, so the completion was rejected.
      '403 200: assigned',
      // The redraw came first and drew the same person, who then completed the task.
      '200 200: assigned, completed',
    ];
    expect(possible).toEqual(expect.arrayContaining([...orders.keys()]));
    // Both orders occurred.
    expect(orders.get(possible[0] ?? '')).toBeGreaterThan(100);
    expect(orders.get(possible[1] ?? '')).toBeGreaterThan(100);
  });
});
