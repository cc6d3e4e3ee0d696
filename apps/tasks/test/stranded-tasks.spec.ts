import type { TaskView } from '@ates/contracts';
import type { Person } from '../../../test/support/peers.js';
import { until } from '../../../test/support/until.js';
import { TasksService } from './support/tasks-service.js';
import { storedEvents } from '../../../test/support/events.js';

describe('Stranded tasks: open tasks of a person who may no longer perform (T12)', () => {
  let tasks: TasksService;
  let manager: Person;
  let performer: Person;

  beforeEach(async () => {
    tasks = await TasksService.start();
    manager = await tasks.person('manager');
    performer = await tasks.person('employee');
  });

  afterEach(() => tasks.stop());

  const read = async (id: string): Promise<TaskView> =>
    (await (await tasks.as(manager)).get<TaskView>(`/tasks/${id}`)).body;

  const countOf = async (person: Person): Promise<number> => {
    const rows = await tasks.database.query(
      `select from task where assigned_to = $1 and completed_at is null`,
      [person.uuid],
    );
    return rows.length;
  };

  it.each([
    ['is deleted', (person: Person) => tasks.peers.remove(person)],
    ['is promoted', (person: Person) => tasks.peers.change(person, { roles: ['employee', 'manager'] })],
    ['loses every role', (person: Person) => tasks.peers.change(person, { roles: [] })],
  ])('are reassigned, published and recorded when the person %s; completed tasks stay', async (_, leave) => {
    const done = await tasks.task(manager);
    await (await tasks.as(performer)).put(`/tasks/${done.uuid}/complete`);
    const open = await tasks.task(manager);
    const successor = await tasks.person('accountant');
    leave(performer);
    await until('it is reassigned', async () => (await countOf(successor)) === 1);
    const redrawn = await read(open.uuid);
    expect(redrawn).toMatchObject({ assigned_to: { uuid: successor.uuid }, waits_for_performer: false });
    expect((await tasks.events(open.uuid)).slice(2)).toEqual([
      {
        type: 'tasks.task.assigned',
        body: { task_uuid: open.uuid, assigned_to: successor.uuid, timestamp: redrawn.assigned_at },
      },
    ]);
    const history = await (await tasks.as(manager)).get(`/tasks/${open.uuid}/history`);
    expect(history.body).toMatchObject({
      items: [{ performer: { uuid: performer.uuid } }, { performer: { uuid: successor.uuid } }],
    });
    expect(await read(done.uuid)).toMatchObject({
      status: 'completed',
      assigned_to: { uuid: performer.uuid },
    });
  });

  it('keep their performer and show that they wait while no one is eligible, then are reassigned', async () => {
    const task = await tasks.task(manager);
    await tasks.remove(performer);
    expect(await read(task.uuid)).toEqual({ ...task, waits_for_performer: true });
    const counts = { unfinished: 1, waits_for_performer: 1 };
    const api = await tasks.as(manager);
    expect((await api.get(`/tasks/counts?performer=${performer.uuid}`)).body).toEqual(counts);
    expect((await api.get('/tasks/counts')).body).toEqual(counts);
    expect((await api.get('/tasks/counts?performer=me')).body).toMatchObject({ waits_for_performer: 0 });
    await until('the gauge shows it', async () => {
      const { body } = await (await tasks.asService('metrics:read')).get<string>('/metrics');
      return body.includes('tasks_waiting_for_performer 1');
    });
    const late = await tasks.person('employee');
    await until('it is reassigned', async () => (await countOf(late)) === 1);
    expect(await read(task.uuid)).toMatchObject({ waits_for_performer: false });
    expect(await tasks.events(task.uuid)).toHaveLength(3);
  });

  it('are each reassigned once and uniformly when there are 12,000', async () => {
    await tasks.openTasks(12_000, [performer]);
    const others = await tasks.people(10, 'employee');
    await tasks.remove(performer);
    await until('all are reassigned', async () => (await countOf(performer)) === 0);
    const [published] = await tasks.database.query<{ tasks: number; draws: number }>(
      `select count(distinct body ->> 'task_uuid')::int as tasks, count(*)::int as draws
       from ${storedEvents} as outbox join task on task.id::text = body ->> 'task_uuid' and task.assigned_to::text = body ->> 'assigned_to'
       where outbox.type = 'tasks.task.assigned'`,
    );
    expect(published).toEqual({ tasks: 12_000, draws: 12_000 });
    const counts = await Promise.all(others.map(countOf));
    const chiSquare = counts.reduce((sum, count) => sum + (count - 1200) ** 2 / 1200, 0);
    // Chi-square with 9 degrees of freedom exceeds this once in a million fair runs.
    expect(chiSquare).toBeLessThan(45);
  });
});
