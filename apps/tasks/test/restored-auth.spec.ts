import type { TaskView } from '@ates/contracts';
import { problem } from '../../../test/support/problem.js';
import type { Person } from '../../../test/support/peers.js';
import { until } from '../../../test/support/until.js';
import { TasksService } from './support/tasks-service.js';

describe('After Auth was restored to an earlier state (F10, docs/adr/0080)', () => {
  let tasks: TasksService;
  let manager: Person;
  let kept: Person;

  beforeEach(async () => {
    tasks = await TasksService.start();
    manager = await tasks.person('manager');
    kept = await tasks.person('employee');
  });

  afterEach(() => tasks.stop());

  const cached = async ({ uuid }: Person) => {
    const [row] = await tasks.database.query<{ roles: string[]; is_deleted: boolean; is_stale: boolean }>(
      `select roles, is_deleted, is_stale from cached_user where id = $1`,
      [uuid],
    );
    return row;
  };

  it('flags the people whom Auth lacks as deleted, refuses them, and gives their tasks to others', async () => {
    const restore = tasks.peers.backUpAuth();
    tasks.peers.change(kept, { roles: ['manager'] });
    await tasks.untilCached(kept);
    const lost = await tasks.person('employee');
    const task = await tasks.task(manager);
    expect(task.assigned_to).toMatchObject({ uuid: lost.uuid });
    restore();
    await until('Tasks knows that Auth lacks the person', async () => (await cached(lost))?.is_deleted);
    await until('someone else has the task', async () => {
      const { body } = await (await tasks.as(manager)).get<TaskView>(`/tasks/${task.uuid}`);
      return body.assigned_to.uuid === kept.uuid;
    });
    expect(await cached(kept)).toMatchObject({ roles: ['employee'], is_deleted: false });
    expect(await (await tasks.as(lost)).get('/tasks')).toMatchObject(problem(401, 'account-deleted'));
  });

  it('has people who were added since', async () => {
    const restore = tasks.peers.backUpAuth();
    const lost = await tasks.person('employee');
    restore();
    const added = await tasks.person('employee');
    await until('Tasks knows that Auth lacks the person', async () => (await cached(lost))?.is_deleted);
    expect(await cached(added)).toMatchObject({ is_deleted: false });
  });

  it('still refuses people whose deletion Auth has forgotten', async () => {
    const restore = tasks.peers.backUpAuth();
    await tasks.remove(kept);
    const lost = await tasks.person('employee');
    restore();
    await until('Tasks knows that Auth lacks the person', async () => (await cached(lost))?.is_deleted);
    tasks.peers.change({ ...kept }, { name: 'Coco' });
    const later = await tasks.person('employee');
    expect(await cached(later)).toMatchObject({ is_stale: false });
    expect(await cached(kept)).toMatchObject({ is_deleted: true });
    expect(await (await tasks.as(kept)).get('/tasks')).toMatchObject(problem(401, 'account-deleted'));
  });
});
