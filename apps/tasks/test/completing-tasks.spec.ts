import { v4 as uuidv4 } from 'uuid';
import type { TaskHistory, TaskView } from '@ates/contracts';
import type { Person } from '../../../test/support/peers.js';
import { problem } from '../../../test/support/problem.js';
import { TasksService } from './support/tasks-service.js';

describe('Completing a task (T3)', () => {
  let tasks: TasksService;
  let performer: Person;
  let manager: Person;

  beforeAll(async () => {
    tasks = await TasksService.start();
    manager = await tasks.person('manager');
    performer = await tasks.person('employee');
  });

  afterAll(() => tasks.stop());

  it('stores the completion and publishes it with the stored timestamp', async () => {
    const task = await tasks.task(manager);
    const api = await tasks.as(performer);
    const done = await api.put<TaskView>(`/tasks/${task.uuid}/complete`);
    expect(done).toMatchObject({
      status: 200,
      body: { ...task, status: 'completed', completed_at: expect.any(String) },
    });
    expect((await api.get(`/tasks/${task.uuid}`)).body).toEqual(done.body);
    expect((await tasks.events(task.uuid)).at(-1)).toEqual({
      type: 'tasks.task.completed',
      body: { task_uuid: task.uuid, assigned_to: performer.uuid, timestamp: done.body.completed_at },
    });
  });

  it('is recorded in the history after the assignment', async () => {
    const task = await tasks.task(manager);
    const api = await tasks.as(performer);
    const { body: done } = await api.put<TaskView>(`/tasks/${task.uuid}/complete`);
    const who = { uuid: performer.uuid, name: performer.name };
    expect((await api.get<TaskHistory>(`/tasks/${task.uuid}/history`)).body).toEqual({
      items: [
        { event: 'assigned', performer: who, occurred_at: task.assigned_at },
        { event: 'completed', performer: who, occurred_at: done.completed_at },
      ],
    });
  });

  it('succeeds once out of fifty concurrent requests; the rest get 409 task-already-completed', async () => {
    const task = await tasks.task(manager);
    const api = await tasks.as(performer);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => api.put(`/tasks/${task.uuid}/complete`)),
    );
    const done = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(done).toHaveLength(1);
    expect(refused).toHaveLength(49);
    for (const answer of refused) {
      expect(answer).toMatchObject(problem(409, 'task-already-completed'));
    }
    const completions = (await tasks.events(task.uuid)).filter(({ type }) => type === 'tasks.task.completed');
    expect(completions).toHaveLength(1);
  });

  it("rejects another person's task with 403 not-your-task, even for managers and after its completion", async () => {
    const task = await tasks.task(manager);
    const api = await tasks.as(manager);
    expect(await api.put(`/tasks/${task.uuid}/complete`)).toMatchObject(problem(403, 'not-your-task'));
    expect((await api.get(`/tasks/${task.uuid}`)).body).toMatchObject({
      status: 'saving',
      completed_at: null,
    });
    await (await tasks.as(performer)).put(`/tasks/${task.uuid}/complete`);
    expect(await api.put(`/tasks/${task.uuid}/complete`)).toMatchObject(problem(403, 'not-your-task'));
  });

  it('rejects an unknown task with 404 task-not-found', async () => {
    const api = await tasks.as(performer);
    expect(await api.put(`/tasks/${uuidv4()}/complete`)).toMatchObject(problem(404, 'task-not-found'));
  });

  it('is never earlier than the assignment when clocks disagree', async () => {
    const task = await tasks.task(manager);
    await tasks.database.query(`update task set assigned_at = now() + interval '1 hour' where id = $1`, [
      task.uuid,
    ]);
    const { body } = await (await tasks.as(performer)).put<TaskView>(`/tasks/${task.uuid}/complete`);
    expect(body.completed_at).toBe(body.assigned_at);
  });

  it.each([
    { what: 'an upper-case id', spelt: (id: string) => `/tasks/${id.toUpperCase()}/complete` },
    { what: 'a trailing slash', spelt: (id: string) => `/tasks/${id}/complete/` },
    { what: 'a percent-encoded letter', spelt: (id: string) => `/tasks/${id}/%63omplete` },
  ])('treats $what as the same request under its Idempotency-Key', async ({ spelt }) => {
    const task = await tasks.task(manager);
    const api = await tasks.as(performer);
    const key = { 'idempotency-key': uuidv4() };
    const first = await api.put<TaskView>(`/tasks/${task.uuid}/complete`, undefined, key);
    const again = await api.put<TaskView>(spelt(task.uuid), undefined, key);
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.body).toEqual(first.body);
  });

  it('returns the first response under the same Idempotency-Key, and rejects the key for another task', async () => {
    const [task, other] = [await tasks.task(manager), await tasks.task(manager)];
    const api = await tasks.as(performer);
    const key = { 'idempotency-key': uuidv4() };
    const first = await api.put(`/tasks/${task.uuid}/complete`, undefined, key);
    const again = await api.put(`/tasks/${task.uuid}/complete`, undefined, key);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(await api.put(`/tasks/${other.uuid}/complete`, undefined, key)).toMatchObject(
      problem(422, 'idempotency-key-reused'),
    );
  });

  it('leaves the task open when its event cannot be stored', async () => {
    const task = await tasks.task(manager);
    await tasks.database.query(
      `create function crash() returns trigger language plpgsql as $$ begin raise exception 'crash'; end $$`,
    );
    await tasks.database.query(
      `create trigger crash before insert on outbox_new for each row execute function crash()`,
    );
    const api = await tasks.as(performer);
    expect(await api.put(`/tasks/${task.uuid}/complete`)).toMatchObject(problem(500, 'internal'));
    await tasks.database.query(`drop trigger crash on outbox_new`);
    expect((await api.get(`/tasks/${task.uuid}`)).body).toEqual(task);
    expect(await api.put(`/tasks/${task.uuid}/complete`)).toMatchObject({ status: 200 });
  });
});
