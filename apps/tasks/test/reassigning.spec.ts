import { v4 as uuidv4 } from 'uuid';
import type { Reassignment, ReassignmentDraws, ReassignmentPage } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { until } from '../../../test/support/until.js';
import { ContinueReassignment } from '../src/reassignments/continue-reassignment.js';
import { problem } from '../../../test/support/problem.js';
import { TasksService } from './support/tasks-service.js';
import { storedEvents } from '../../../test/support/events.js';

describe('Reassigning all open tasks (T4)', () => {
  let tasks: TasksService;
  let manager: Person;
  let api: Api;

  beforeEach(async () => {
    tasks = await TasksService.start();
    manager = await tasks.person('manager');
    api = await tasks.as(manager);
  });

  afterEach(() => tasks.stop());

  const reassign = async (headers?: Record<string, string>): Promise<Reassignment> => {
    const { status, body } = await api.put<Reassignment>('/tasks/reassign', undefined, headers);
    expect(status).toBe(202);
    return body;
  };

  const read = async (id: string): Promise<Reassignment> =>
    (await api.get<Reassignment>(`/tasks/reassignments/${id}`)).body;

  const completed = async (id: string): Promise<Reassignment> => {
    await until('the reassignment is completed', async () => (await read(id)).state === 'completed');
    return read(id);
  };

  interface Draw {
    reassignment: string;
    tasks: number;
    draws: number;
    events: number;
  }

  /** The outcome of each reassignment, oldest first. */
  const drawsOfEach = (): Promise<Draw[]> =>
    tasks.database.query<Draw & Record<string, unknown>>(
      `select reassignment_id as reassignment, count(distinct task_id)::int as tasks, count(*)::int as draws,
              count(outbox.id)::int as events
       from task_assignment as assignment
       left join ${storedEvents} as outbox on outbox.id = assignment.id and outbox.type = 'tasks.task.assigned'
         and outbox.body ->> 'assigned_to' = assignment.performer_id::text
       where reassignment_id is not null
       group by reassignment_id order by reassignment_id`,
    );

  it('responds at once with 202 and the address of its progress', async () => {
    const people = await tasks.people(3, 'employee');
    await tasks.openTasks(30, people);
    const { status, body, headers } = await api.put<Reassignment>('/tasks/reassign');
    expect({ status, location: headers.get('location') }).toEqual({
      status: 202,
      location: `reassignments/${body.id}`,
    });
    expect(body).toMatchObject({
      requested_by: { uuid: manager.uuid },
      state: 'queued',
      done: 0,
      total: null,
      per_second: 0,
      seed: null,
    });
    expect(await completed(body.id)).toMatchObject({ total: 30, done: 30, passed_over: 0 });
    expect(await api.get(`/tasks/reassignments/${uuidv4()}`)).toMatchObject(
      problem(404, 'reassignment-not-found'),
    );
  });

  it('draws each open task once per request; requests queue, never merge, and skip completed tasks', async () => {
    const people = await tasks.people(5, 'employee');
    await tasks.openTasks(2500, people);
    await tasks.database.query(
      `update task set completed_at = now() where id in (select id from task order by id limit 100)`,
    );
    const requested = await Promise.all(Array.from({ length: 4 }, () => reassign()));
    for (const { id } of requested) {
      expect(await completed(id)).toMatchObject({ total: 2400, done: 2400, passed_over: 0 });
    }
    const draws = await drawsOfEach();
    expect(draws.map(({ reassignment }) => reassignment).sort()).toEqual(
      requested.map(({ id }) => id).sort(),
    );
    expect(draws.map((each) => ({ tasks: each.tasks, draws: each.draws, events: each.events }))).toEqual(
      Array.from({ length: 4 }, () => ({ tasks: 2400, draws: 2400, events: 2400 })),
    );
    const { body } = await api.get<ReassignmentPage>('/tasks/reassignments?limit=3');
    expect(body.items).toHaveLength(3);
    const next = await api.get<ReassignmentPage>(`/tasks/reassignments?cursor=${body.next_cursor}`);
    const times = [...body.items, ...next.body.items].map(({ finished_at }) => finished_at ?? '');
    expect(times).toHaveLength(4);
    expect(times).toEqual([...times].sort().reverse());
  });

  it('draws each task once even when several workers run concurrently without the instance lease', async () => {
    await tasks.openTasks(6000, await tasks.people(5, 'employee'));
    const requested = [await reassign(), await reassign()];
    const work = async (): Promise<void> => {
      while (await tasks.execute(new ContinueReassignment())) {
        // More to do.
      }
    };
    await Promise.all(Array.from({ length: 6 }, work));
    for (const { id } of requested) {
      expect(await completed(id)).toMatchObject({ total: 6000, done: 6000, passed_over: 0 });
    }
    expect(await drawsOfEach()).toEqual(
      requested.map(({ id }) => ({ reassignment: id, tasks: 6000, draws: 6000, events: 6000 })),
    );
  });

  it('skips tasks created after it started', async () => {
    const performer = await tasks.person('employee');
    await tasks.openTasks(1500, [performer]);
    await tasks.remove(performer);
    const { id } = await reassign();
    await until('it has started', async () => (await read(id)).state === 'waiting_for_performers');
    const late = await tasks.openTasks(1500, [manager]);
    await tasks.person('employee');
    expect(await completed(id)).toMatchObject({ total: 1500, done: 1500, passed_over: 0 });
    const [drawn] = await tasks.database.query<{ count: number }>(
      `select count(*)::int as count from task_assignment where reassignment_id = $1 and task_id = any ($2)`,
      [id, late],
    );
    expect(drawn).toEqual({ count: 0 });
  });

  it('creates one reassignment for repeated requests under the same Idempotency-Key', async () => {
    await tasks.openTasks(10, await tasks.people(2, 'employee'));
    const key = { 'Idempotency-Key': uuidv4() };
    const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => reassign(key)));
    expect(others.map(({ id }) => id)).toEqual(others.map(() => first?.id));
    await completed(first?.id ?? '');
    expect(await drawsOfEach()).toEqual([{ reassignment: first?.id, tasks: 10, draws: 10, events: 10 }]);
  });

  it('completes at once when no task is open', async () => {
    await tasks.person('employee');
    const { id } = await reassign();
    expect(await completed(id)).toMatchObject({ total: 0, done: 0, passed_over: 0 });
  });

  it('racing with completions, orders the two for each task and publishes who completed it (T7)', async () => {
    const people = await tasks.people(4, 'employee');
    const ids = await tasks.openTasks(4000, people);
    const apis = new Map(
      await Promise.all(people.map(async (person) => [person.uuid, await tasks.as(person)] as const)),
    );
    /** Completes a task as its current performer; tries again when it was reassigned in between. */
    const complete = async (id: string): Promise<void> => {
      let status = 0;
      while (status !== 200) {
        const [row] = await tasks.database.query<{ performer: string }>(
          `select assigned_to as performer from task where id = $1`,
          [id],
        );
        const answer = await apis.get(row?.performer ?? '')?.put(`/tasks/${id}/complete`);
        status = answer?.status ?? 0;
        expect([200, 403]).toContain(status);
      }
    };
    const chosen = ids.filter((_, index) => index % 8 === 0);
    const completeSome = async (lane: number): Promise<void> => {
      for (const id of chosen.filter((_, index) => index % 4 === lane)) {
        await complete(id);
      }
    };
    const allCompleted = new AbortController();
    const completing = Promise.all([0, 1, 2, 3].map(completeSome)).finally(() => {
      allCompleted.abort();
    });
    const reassignments: Reassignment[] = [];
    while (!allCompleted.signal.aborted) {
      const requested = [await reassign(), await reassign()];
      reassignments.push(...(await Promise.all(requested.map(({ id }) => completed(id)))));
    }
    await completing;

    const draws = await drawsOfEach();
    expect(draws).toEqual(
      reassignments.map(({ id, done }) => ({ reassignment: id, tasks: done, draws: done, events: done })),
    );
    let skipped = 0;
    for (const { total, done, passed_over } of reassignments) {
      expect(done + (passed_over ?? 0)).toBe(total);
      skipped += passed_over ?? 0;
    }
    // Some tasks were completed while a reassignment was running.
    expect(skipped).toBeGreaterThan(0);
    const [outcome] = await tasks.database.query<{ completed: number; wrong: number; late: number }>(
      `select count(*)::int as completed,
              count(*) filter (where published.body ->> 'assigned_to' is distinct from task.assigned_to::text)::int as wrong,
              count(*) filter (where exists (
                select from task_assignment
                where task_id = task.id and task_assignment.assigned_at > task.completed_at
              ))::int as late
       from task
       left join ${storedEvents} as published
         on published.type = 'tasks.task.completed' and published.body ->> 'task_uuid' = task.id::text
       where task.completed_at is not null`,
    );
    expect(outcome).toEqual({ completed: chosen.length, wrong: 0, late: 0 });
  });

  it('waits while no one is eligible, shows it in state and gauge, and resumes once someone is', async () => {
    const performer = await tasks.person('employee');
    await tasks.openTasks(5, [performer]);
    await tasks.remove(performer);
    const { id } = await reassign();
    await until('it waits', async () => (await read(id)).state === 'waiting_for_performers');
    await until('the gauge shows it', async () => {
      const { body } = await (await tasks.asService('metrics:read')).get<string>('/metrics');
      return body.includes('reassignments_waiting_for_performers 1');
    });
    await tasks.person('employee');
    expect(await completed(id)).toMatchObject({ total: 5, done: 5 });
  });

  it('is uniform and verifiable: every draw can be recomputed from the seed', async () => {
    const people = await tasks.people(10, 'employee');
    await tasks.openTasks(20_000, people);
    const { id } = await reassign();
    expect(await api.get(`/tasks/reassignments/${id}/draws`)).toMatchObject(
      problem(409, 'reassignment-not-completed'),
    );
    const { seed } = await completed(id);
    const { body } = await api.get<ReassignmentDraws>(`/tasks/reassignments/${id}/draws`);
    expect(body).toMatchObject({ seed, draws: 20_000, differences: 0 });
    expect(body.performers.map(({ performer }) => performer.uuid).sort()).toEqual(
      people.map(({ uuid }) => uuid).sort(),
    );
    const chiSquare = body.performers.reduce((sum, { draws }) => sum + (draws - 2000) ** 2 / 2000, 0);
    // Chi-square with 9 degrees of freedom exceeds this once in a million fair runs.
    expect(chiSquare).toBeLessThan(45);
    await tasks.database.query(
      `update task_assignment set performer_id = $2
       where id in (select id from task_assignment where reassignment_id = $1 and performer_id <> $2 limit 3)`,
      [id, people[0]?.uuid],
    );
    const tampered = await api.get<ReassignmentDraws>(`/tasks/reassignments/${id}/draws`);
    expect(tampered.body.differences).toBe(3);
  });

  const open = async (id: string, person = manager, signal?: AbortSignal): Promise<Response> => {
    const response = await fetch(`${tasks.url}/tasks/reassignments/${id}/progress`, {
      headers: { authorization: `Bearer ${await tasks.peers.tokenOf(person)}` },
      signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    return response;
  };

  /** All events of a stream until the service ends it. */
  const watch = async (id: string): Promise<Reassignment[]> => {
    const text = await (await open(id)).text();
    return [...text.matchAll(/event: progress\n(?:.*\n)*?data: (.*)\n/g)].map(
      ([, data = '']) => JSON.parse(data) as Reassignment,
    );
  };

  it('streams its progress to many viewers as server-sent events and ends them when it is completed', async () => {
    const performer = await tasks.person('employee');
    await tasks.openTasks(6000, [performer]);
    await tasks.remove(performer);
    const { id } = await reassign();
    const watching = Promise.all(Array.from({ length: 20 }, () => watch(id)));
    await until('it waits', async () => (await read(id)).state === 'waiting_for_performers');
    await tasks.person('employee');
    for (const events of await watching) {
      expect(events[0]).toMatchObject({ done: 0 });
      expect(events.at(-1)).toMatchObject({ state: 'completed', done: 6000, total: 6000 });
      const done = events.map((event) => event.done);
      expect(done).toEqual([...done].sort((one, other) => one - other));
    }
    expect((await watch(id)).map(({ state }) => state)).toEqual(['completed']);
    expect(await api.get(`/tasks/reassignments/${uuidv4()}/progress`)).toMatchObject(
      problem(404, 'reassignment-not-found'),
    );
  });

  /** The id of a reassignment that waits because no one is eligible. */
  const waiting = async (): Promise<string> => {
    const performer = await tasks.person('employee');
    await tasks.openTasks(5, [performer]);
    await tasks.remove(performer);
    const { id } = await reassign();
    await until('it waits', async () => (await read(id)).state === 'waiting_for_performers');
    return id;
  };

  const streams = async (): Promise<number> => {
    const { body } = await (await tasks.asService('metrics:read')).get<string>('/metrics');
    return Number(/^event_streams\{of="reassignment-progress"\} (\d+)$/m.exec(body)?.[1]);
  };

  it('polls with one query for all viewers, and stops polling once all have left', async () => {
    const id = await waiting();
    const leaving = new AbortController();
    await Promise.all(Array.from({ length: 20 }, () => open(id, manager, leaving.signal)));
    expect(await streams()).toBe(20);
    await tasks.during(`lock table reassignment in access exclusive mode`, [], async () => {
      await tasks.untilWaitingForLock('%requester%');
      // The worker waits for the lock as well, so both have run.
      await tasks.untilWaitingForLock('%has_people%');
      const polling = await tasks.database.query(
        `select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like '%requester%'`,
      );
      expect(polling).toHaveLength(1);
    });
    leaving.abort();
    await until('all streams are closed', async () => (await streams()) === 0);
  });

  it('ends the stream of a viewer who is demoted while watching', async () => {
    const id = await waiting();
    const other = await tasks.person('administrator');
    const response = await open(id, other);
    // Without any role the person is not eligible either, so the reassignment keeps waiting.
    tasks.peers.change(other, { roles: [] });
    expect(await response.text()).not.toContain('completed');
    expect(await read(id)).toMatchObject({ state: 'waiting_for_performers' });
    expect(await (await tasks.as(other)).get(`/tasks/reassignments/${id}/progress`)).toMatchObject(
      problem(403, 'role-required'),
    );
  });

  it('does not block the shutdown of the service, for open streams and for late ones', async () => {
    const id = await waiting();
    const responses = await Promise.all(Array.from({ length: 5 }, () => open(id)));
    let closing: Promise<void> | undefined;
    // An event waiting for the locked feed head delays the shutdown, so a new viewer can still connect.
    await tasks.during(`select from outbox_head for update`, [], async () => {
      await tasks.database.query(
        `insert into outbox_new (id, type, version, body) values (uuidv7(), 'filler', 1, '{}')`,
      );
      await tasks.untilWaitingForLock('select place_events%');
      closing = tasks.close();
      for (const response of responses) {
        expect(await response.text()).not.toContain('completed');
      }
      expect(await (await open(id)).text()).not.toContain('completed');
    });
    await closing;
  });
});
