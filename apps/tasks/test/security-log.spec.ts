import type { SecurityLogEntry, SecurityLogPage } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { until } from '../../../test/support/until.js';
import { TasksService } from './support/tasks-service.js';

describe('The security log of Tasks (A10)', () => {
  let tasks: TasksService;
  let administrator: Person;
  let employee: Person;
  let admin: Api;

  beforeAll(async () => {
    tasks = await TasksService.start();
    administrator = await tasks.person('administrator');
    employee = await tasks.person('employee');
    admin = await tasks.as(administrator);
  });

  afterAll(() => tasks.stop());

  const entries = async (query: string): Promise<SecurityLogEntry[]> => {
    const { status, body } = await admin.get<SecurityLogPage>(`/security-log?${query}`);
    expect(status).toBe(200);
    return body.items;
  };

  it('does not record creating, editing and completing tasks, which the task history covers', async () => {
    const own = await tasks.as(employee);
    const { uuid } = await tasks.task(employee);
    await own.send('PATCH', `/tasks/${uuid}`, { description: 'Fix the other perch' });
    expect((await own.put(`/tasks/${uuid}/complete`)).status).toBe(200);
    const [row] = await tasks.database.query<{ count: number }>(
      `select count(*)::int as count from security_log where action <> 'service.started'`,
    );
    expect(row?.count).toBe(0);
  });

  it('records who reassigned one task and all tasks, once for a repeated request', async () => {
    const { uuid } = await tasks.task(employee);
    await admin.put(`/tasks/${uuid}/assign`);
    const key = { 'idempotency-key': 'reassign-1' };
    const { body } = await admin.put<{ id: string }>('/tasks/reassign', undefined, key);
    await admin.put('/tasks/reassign', undefined, key);
    const by = { kind: 'person', id: administrator.uuid, name: administrator.name };
    expect(await entries(`actor=${administrator.uuid}`)).toMatchObject([
      { action: 'tasks.reassigned', actor: by, subject: { kind: 'reassignment', id: body.id } },
      {
        action: 'task.redrawn',
        actor: by,
        subject: { kind: 'task', id: uuid },
        details: { performer: employee.uuid },
      },
    ]);
  });

  it('records who discarded a parked message, but not a late second attempt', async () => {
    tasks.peers.publish('finance', 'finance.task.priced', { task_uuid: 'perch' });
    const parked = await until('the message is parked', async () => {
      const { body } = await admin.get<{ items: { id: string }[] }>('/parked-messages');
      return body.items[0];
    });
    const discard = () => admin.send('DELETE', `/parked-messages/${parked.id}`);
    const answers = await Promise.all([discard(), discard()]);
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([204, 409]);
    expect(await entries(`subject=${parked.id}`)).toMatchObject([
      { action: 'message.discarded', actor: { id: administrator.uuid } },
    ]);
  });

  it('records a replay only if it succeeded', async () => {
    tasks.peers.publish('finance', 'finance.task.priced', { task_uuid: 'another perch' });
    const parked = await until('the message is parked', async () => {
      const { body } = await admin.get<{ items: { id: string }[] }>('/parked-messages');
      return body.items[0];
    });
    expect((await admin.post(`/parked-messages/${parked.id}/replay`)).status).toBe(422);
    expect(await entries(`subject=${parked.id}`)).toEqual([]);
  });
});
