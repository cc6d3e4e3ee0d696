import { v4 as uuidv4 } from 'uuid';
import type { TaskView } from '@ates/contracts';
import type { Person } from '../../../test/support/peers.js';
import { problem } from '../../../test/support/problem.js';
import { TasksService } from './support/tasks-service.js';

describe('Editing the description of a task (T6)', () => {
  let tasks: TasksService;
  let author: Person;

  beforeAll(async () => {
    tasks = await TasksService.start();
    author = await tasks.person('employee');
  });

  afterAll(() => tasks.stop());

  it('stores the edit of the author and publishes it with the stored timestamp', async () => {
    const task = await tasks.task(author);
    const api = await tasks.as(author);
    const changed = await api.send<TaskView>('PATCH', `/tasks/${task.uuid}`, {
      description: ' Oil the swing ',
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { ...task, description: 'Oil the swing', title: 'Oil the swing', changed_at: expect.any(String) },
    });
    expect(changed.body.changed_at > task.changed_at).toBe(true);
    expect((await api.get(`/tasks/${task.uuid}`)).body).toEqual(changed.body);
    expect((await tasks.events(task.uuid)).slice(2)).toEqual([
      {
        type: 'tasks.task.changed',
        body: { task_uuid: task.uuid, timestamp: changed.body.changed_at },
      },
    ]);
  });

  it('changes nothing and publishes nothing when the description is the same', async () => {
    const task = await tasks.task(author);
    const { description } = task;
    const answer = await (await tasks.as(author)).send('PATCH', `/tasks/${task.uuid}`, { description });
    expect([answer.status, answer.body]).toEqual([200, task]);
    expect(await tasks.events(task.uuid)).toHaveLength(2);
  });

  it('is allowed after the task is completed', async () => {
    const task = await tasks.task(author);
    const api = await tasks.as(author);
    await api.put(`/tasks/${task.uuid}/complete`);
    const answer = await api.send('PATCH', `/tasks/${task.uuid}`, { description: 'Done well' });
    expect(answer).toMatchObject({ status: 200, body: { status: 'completed', description: 'Done well' } });
  });

  it('rejects anyone but the author and managers with 403 not-your-text, and changes nothing', async () => {
    const task = await tasks.task(author);
    const api = await tasks.as(await tasks.person('accountant'));
    const answer = await api.send('PATCH', `/tasks/${task.uuid}`, { description: 'Mine' });
    expect(answer).toMatchObject(problem(403, 'not-your-text'));
    expect((await api.get(`/tasks/${task.uuid}`)).body).toEqual({ ...task, description: task.description });
    expect(await tasks.events(task.uuid)).toHaveLength(2);
  });

  it('rejects an unknown task with 404 task-not-found', async () => {
    const api = await tasks.as(author);
    const answer = await api.send('PATCH', `/tasks/${uuidv4()}`, { description: 'x' });
    expect(answer).toMatchObject(problem(404, 'task-not-found'));
  });

  it('never moves changed_at backwards when clocks disagree', async () => {
    const task = await tasks.task(author);
    const [row] = await tasks.database.query<{ changed_at: Date }>(
      `update task set changed_at = now() + interval '1 hour' where id = $1 returning changed_at`,
      [task.uuid],
    );
    const api = await tasks.as(author);
    const { body } = await api.send<TaskView>('PATCH', `/tasks/${task.uuid}`, { description: 'Later' });
    expect(body.changed_at).toBe(row?.changed_at.toISOString());
  });

  it('returns the first response when repeated under the same Idempotency-Key', async () => {
    const task = await tasks.task(author);
    const api = await tasks.as(author);
    const key = { 'idempotency-key': uuidv4() };
    const change = { description: 'Once' };
    const first = await api.send('PATCH', `/tasks/${task.uuid}`, change, key);
    await api.send('PATCH', `/tasks/${task.uuid}`, { description: 'Then' });
    expect((await api.send('PATCH', `/tasks/${task.uuid}`, change, key)).body).toEqual(first.body);
    expect((await api.get(`/tasks/${task.uuid}`)).body).toMatchObject({ description: 'Then' });
  });
});
