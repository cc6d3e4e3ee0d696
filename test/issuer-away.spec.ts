import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { discover, signIn } from '../tools/sign-in.mjs';
import { Api, type Answer } from './support/api.js';
import { demoPassword, employees, System, type ServiceName } from './support/system.js';
import { until } from './support/until.js';

interface Task {
  uuid: string;
  assigned_to: { uuid: string };
}

interface AuditLog {
  items: { kind: string; task: { uuid: string; description: string | null } }[];
}

type Tokens = Awaited<ReturnType<typeof signIn>>;

const everybody = [...employees, 'accountant@ates.local', 'manager@ates.local', 'admin@ates.local'];
const clockToleranceSeconds = 5;
const expiredToken = { status: 401, body: { type: 'urn:ates:problem:expired-token' } };

describe('Auth is gone for longer than its tokens live (A8)', () => {
  let system: System;
  /** By e-mail; all of them run out while Auth is away. */
  const tokens = new Map<string, Tokens>();

  beforeAll(async () => {
    system = await System.start({
      transport: 'feed',
      environment: { auth: { ACCESS_TOKEN_SECONDS: '15' } },
    });
    await system.peopleAreKnown();
    await until('Finance can check tokens', async () => {
      const kesha = await system.as('kesha@ates.local', 'finance');
      return (await kesha.get('/accounting/balance')).status === 200;
    });
    await until('Finance reads what Tasks tells', () => feedIsRead());
    for (const email of everybody) {
      const redirectUri = 'http://localhost:4300/callback';
      tokens.set(email, await signIn({ issuer: system.issuer, redirectUri, email, password: demoPassword }));
    }
    await system.services.auth.kill();
    const expiries = [...tokens.values()].map(({ access_token: token }) => decodeJwt(token).exp ?? 0);
    const last = Math.max(...expiries) + clockToleranceSeconds;
    await until('all tokens have run out', () => Date.now() / 1000 > last);
  });

  afterAll(() => system.stop());

  const api = (email: string, service: ServiceName): Api =>
    new Api(system.services[service].url, tokens.get(email)?.access_token);

  const balance = (): Promise<Answer> => api('kesha@ates.local', 'finance').get('/accounting/balance');

  const emailOf = async (id: string): Promise<string> => {
    const rows = await system.databases.tasks.query<{ email: string }>(
      `select email from cached_user where id = $1`,
      [id],
    );
    return rows[0]?.email ?? '';
  };

  /** Finance has a token of its own by then. */
  const feedIsRead = async (): Promise<boolean> => {
    const polly = await system.as('polly@ates.local', 'tasks');
    const created = await polly.post<Task>('/tasks', { description: 'Before' });
    const rows = await until('Finance knows of the task', async () => {
      const found = await system.databases.finance.query(`select from task where id = $1`, [
        created.body.uuid,
      ]);
      return found.length > 0;
    });
    return rows;
  };

  it('and people who were signed in go on working and being paid, with calls between the services', async () => {
    const created = await api('polly@ates.local', 'tasks').post<Task>('/tasks', { description: 'Go on' });
    expect(created.status).toBe(201);
    const performer = await emailOf(created.body.assigned_to.uuid);
    const done = await api(performer, 'tasks').put(`/tasks/${created.body.uuid}/complete`);
    expect(done.status).toBe(200);
    await until('the reward is booked, with what Tasks says of the task', async () => {
      const { body } = await api(performer, 'finance').get<AuditLog>('/accounting/audit-log');
      return body.items.some(
        ({ kind, task }) =>
          kind === 'reward' && task.uuid === created.body.uuid && task.description === 'Go on',
      );
    });
  });

  it('and whoever was deleted or demoted is refused at once', async () => {
    expect((await api('coco@ates.local', 'tasks').get('/tasks')).status).toBe(200);
    await system.databases.tasks.query(
      `update cached_user set is_deleted = true where email = 'coco@ates.local'`,
    );
    expect(await api('coco@ates.local', 'tasks').get('/tasks')).toMatchObject({
      status: 401,
      body: { type: 'urn:ates:problem:account-deleted' },
    });
    const manager = api('manager@ates.local', 'finance');
    expect((await manager.get('/accounting/stats')).status).toBe(200);
    await system.databases.finance.query(
      `update cached_user set roles = '{employee}' where email = 'manager@ates.local'`,
    );
    expect((await manager.get('/accounting/stats')).status).toBe(403);
  });

  it('and Finance, killed and started again, goes on too, and so does another instance', async () => {
    await system.services.finance.kill();
    await system.services.finance.start();
    expect((await balance()).status).toBe(200);
    const another = await system.anotherInstance('finance');
    await another.start();
    const there = new Api(another.url, tokens.get('kesha@ates.local')?.access_token);
    expect((await there.get('/accounting/balance')).status).toBe(200);
    await another.kill();
  });

  it('and past the grace a token is refused, and the answer says what is the matter', async () => {
    await system.services.finance.stop();
    await system.services.finance.start({ OIDC_GRACE_SECONDS: '1' });
    const answer = await balance();
    expect(answer).toMatchObject(expiredToken);
    expect(answer.body['detail']).toContain('does not answer');
    await system.services.finance.stop();
    await system.services.finance.start();
    expect((await balance()).status).toBe(200);
  });

  it('and once Auth is back the grace is over, and everybody gets a new token', async () => {
    await system.services.auth.start();
    const refused = await until('Finance has heard of it', async () => {
      const answer = await balance();
      return answer.status === 401 ? answer : undefined;
    });
    expect(refused).toMatchObject(expiredToken);
    const configuration = await discover(system.issuer);
    const refreshed = await openid.refreshTokenGrant(
      configuration,
      String(tokens.get('kesha@ates.local')?.refresh_token),
    );
    tokens.set('kesha@ates.local', refreshed);
    expect((await balance()).status).toBe(200);
  });
});
