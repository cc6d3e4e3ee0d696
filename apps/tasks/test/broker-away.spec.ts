import { v4 as uuidv4 } from 'uuid';
import type { TaskView } from '@ates/contracts';
import { freePort } from '../../../tools/processes/ports.mjs';
import { TasksService } from './support/tasks-service.js';

describe('Tasks while RabbitMQ is unreachable (S3)', () => {
  let tasks: TasksService;

  beforeAll(async () => {
    const amqpUrl = `amqp://tasks:secret@127.0.0.1:${await freePort()}`;
    tasks = await TasksService.start({ MESSAGE_TRANSPORT: 'rabbitmq', AMQP_URL: amqpUrl });
  });

  afterAll(() => tasks.stop());

  it('starts, creates and completes tasks, and keeps its events queued in order', async () => {
    const performer = {
      uuid: uuidv4(),
      name: 'Polly',
      email: 'polly@example.org',
      roles: ['employee'],
    };
    // Cached before the outage.
    await tasks.database.query(
      `insert into cached_user (id, name, email, roles, is_known, is_stale, changed_at)
       values ($1, $2, $3, $4, true, false, now())`,
      [performer.uuid, performer.name, performer.email, performer.roles],
    );
    const task = await tasks.task(performer);
    const api = await tasks.as(performer);
    expect((await api.put<TaskView>(`/tasks/${task.uuid}/complete`)).status).toBe(200);
    expect((await tasks.events(task.uuid)).map(({ type }) => type)).toEqual([
      'tasks.task.changed',
      'tasks.task.assigned',
      'tasks.task.completed',
    ]);
    expect(await tasks.database.query(`select position from outbox_relay`)).toEqual([{ position: '0' }]);
    expect((await tasks.anonymous().get('/health/ready')).status).toBe(200);
  });
});
