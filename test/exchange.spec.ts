import path from 'node:path';
import { v4 as uuidv4 } from 'uuid';
import { expectCorrectBooks } from './support/books.js';
import { borrowBroker } from './support/broker.js';
import { linkIn, mailsIn } from './support/mail-folder.js';
import { employees, System } from './support/system.js';
import { until } from './support/until.js';

interface Task {
  uuid: string;
  description: string;
  status: string;
  assigned_to: { uuid: string; name: string | null };
}

interface AuditLog {
  items: { kind: string; amount: number; task: { uuid: string; description: string | null } }[];
}

const transports = ['rabbitmq', 'feed'] as const;

describe.each(transports)('The system end to end, over %s', (transport) => {
  let system: System;
  let release: () => Promise<void> = async () => undefined;

  beforeAll(async () => {
    if (transport === 'feed') {
      system = await System.shared();
      return;
    }
    const broker = await borrowBroker();
    system = await System.start({ transport, amqpUrl: broker.url });
    release = async () => {
      await system.stop();
      await broker.release();
    };
    await system.untilPeopleCached();
  });

  afterAll(() => release());

  /** The e-mail address of the person a task is assigned to. */
  const performerOf = async (task: Task): Promise<string> => {
    const rows = await system.databases.tasks.query<{ email: string }>(
      `select email from cached_user where id = $1`,
      [task.assigned_to.uuid],
    );
    return rows[0]?.email ?? '';
  };

  it('charges the performer of a new task its fee, and pays them its reward on completion (T2 T3 F1 F2)', async () => {
    const author = await system.as(employees[0] ?? '', 'tasks');
    const created = await author.post<Task>('/tasks', { description: 'Fix the perch' });
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toContain(created.body.uuid);
    expect(created.body).toMatchObject({ description: 'Fix the perch', status: 'saving' });

    const performer = await performerOf(created.body);
    const money = await system.as(performer, 'finance');
    const afterFee = await until('the fee is in the audit log', async () => {
      const { body } = await money.get<AuditLog>('/accounting/audit-log');
      return body.items.find(
        (line) => line.task?.uuid === created.body.uuid && line.task?.description !== null,
      );
    });
    expect(afterFee).toMatchObject({ kind: 'fee', task: { description: 'Fix the perch' } });
    expect(-afterFee.amount).toBeGreaterThanOrEqual(1000);
    expect(-afterFee.amount).toBeLessThanOrEqual(2000);

    const done = await (
      await system.as(performer, 'tasks')
    ).put<Task>(`/tasks/${created.body.uuid}/complete`);
    expect(done).toMatchObject({ status: 200, body: { status: 'completed' } });
    const reward = await until('the reward is in the audit log', async () => {
      const { body } = await money.get<AuditLog>('/accounting/audit-log');
      return body.items.find((line) => line.kind === 'reward' && line.task?.uuid === created.body.uuid);
    });
    expect(reward.amount).toBeGreaterThanOrEqual(2000);
    expect(reward.amount).toBeLessThanOrEqual(4000);

    const accounts = await expectCorrectBooks(system);
    const balance = await money.get('/accounting/balance');
    const account = accounts.find(({ user_id }) => user_id === created.body.assigned_to.uuid);
    expect(balance.body).toMatchObject({ balance: account?.balance });
  });

  it('keeps a ledger that sums to zero (F3)', async () => {
    const accountant = await system.as('accountant@ates.local', 'finance');
    const { status, body } = await accountant.get('/accounting/verification');
    expect(status).toBe(200);
    expect(body).toMatchObject({ sum: 0, differences: [] });
  });

  it('creates one task for five concurrent requests with the same Idempotency-Key', async () => {
    const author = await system.as(employees[1] ?? '', 'tasks');
    const key = { 'idempotency-key': uuidv4() };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => author.post<Task>('/tasks', { description: 'Once' }, key)),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.uuid)).size).toBe(1);
    const other = await author.post('/tasks', { description: 'Another' }, key);
    expect(other).toMatchObject({ status: 422, body: { type: 'urn:ates:problem:idempotency-key-reused' } });
  });

  it('shows any signed-in person a task, its history and their own tasks (T1 T8)', async () => {
    const author = await system.as(employees[2] ?? '', 'tasks');
    const { body: task } = await author.post<Task>('/tasks', { description: 'Fill the millet bowl' });
    const performer = await system.as(await performerOf(task), 'tasks');
    const mine = await performer.get<{ items: Task[] }>('/tasks?performer=me&status=saving,open&text=millet');
    expect(mine.body.items.map(({ uuid }) => uuid)).toContain(task.uuid);
    await performer.put(`/tasks/${task.uuid}/complete`);
    const history = await author.get<{ items: { event: string }[] }>(`/tasks/${task.uuid}/history`);
    expect(history.body.items.map(({ event }) => event).sort()).toEqual(['assigned', 'completed']);
    const again = await performer.put(`/tasks/${task.uuid}/complete`);
    expect(again).toMatchObject({ status: 409, body: { type: 'urn:ates:problem:task-already-completed' } });
  });

  it('registers a new person, whom Tasks and Finance then know (A1 A6 T11)', async () => {
    const email = `${uuidv4()}@example.org`;
    const auth = system.anonymous('auth');
    const person = { name: 'New Parrot', email, password: 'a long enough one' };
    expect((await auth.post('/register', person)).status).toBe(202);
    const mail = await until('the confirmation mail arrives', async () => {
      const mails = await mailsIn(path.join(system.mailFolder, 'auth'));
      return mails.find(({ to }) => to?.[0]?.address === email);
    });
    const confirmed = await auth.post('/register/confirm', { token: linkIn(mail).split('/').at(-1) });
    expect(confirmed).toMatchObject({ status: 200, body: { outcome: 'registered' } });
    await until('Tasks and Finance know the person', async () => {
      const known = await Promise.all(
        [system.databases.tasks, system.databases.finance].map((database) =>
          database.query<{ name: string }>(`select name from cached_user where email = $1 and is_known`, [
            email,
          ]),
        ),
      );
      return known.every((rows) => rows[0]?.name === 'New Parrot');
    });
  });
});
