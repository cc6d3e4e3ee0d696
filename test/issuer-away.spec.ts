import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { discover, signIn } from '../tools/demo/sign-in.mjs';
import { Api, type ApiResponse } from './support/api.js';
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

describe('When Auth is away until all access tokens have expired (A8)', () => {
  let system: System;
  /** By e-mail address; all of them expire while Auth is away. */
  const tokens = new Map<string, Tokens>();

  beforeAll(async () => {
    system = await System.start({
      transport: 'feed',
      environment: { auth: { ACCESS_TOKEN_SECONDS: '15' } },
    });
    await system.untilPeopleCached();
    await until('Finance can verify tokens', async () => {
      const kesha = await system.as('kesha@ates.local', 'finance');
      return (await kesha.get('/accounting/balance')).status === 200;
    });
    await until('Finance consumes the events of Tasks', () => feedIsRead());
    for (const email of everybody) {
      const redirectUri = 'http://localhost:4300/callback';
      tokens.set(email, await signIn({ issuer: system.issuer, redirectUri, email, password: demoPassword }));
    }
    await system.services.auth.kill();
    const expiries = [...tokens.values()].map(({ access_token: token }) => decodeJwt(token).exp ?? 0);
    const last = Math.max(...expiries) + clockToleranceSeconds;
    await until('all access tokens have expired', () => Date.now() / 1000 > last);
  });

  afterAll(() => system.stop());

  const api = (email: string, service: ServiceName): Api =>
    new Api(system.services[service].url, tokens.get(email)?.access_token);

  const balance = (): Promise<ApiResponse> => api('kesha@ates.local', 'finance').get('/accounting/balance');

  const emailOf = async (id: string): Promise<string> => {
    const rows = await system.databases.tasks.query<{ email: string }>(
      `select email from cached_user where id = $1`,
      [id],
    );
    return rows[0]?.email ?? '';
  };

  /** Resolves once Finance has read the feed, so it has a service token. */
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

  it('signed-in people can still work and be paid, and services can still call each other', async () => {
    const created = await api('polly@ates.local', 'tasks').post<Task>('/tasks', { description: 'Go on' });
    expect(created.status).toBe(201);
    const performer = await emailOf(created.body.assigned_to.uuid);
    const done = await api(performer, 'tasks').put(`/tasks/${created.body.uuid}/complete`);
    expect(done.status).toBe(200);
    await until('the reward is booked, with the description of the task', async () => {
      const { body } = await api(performer, 'finance').get<AuditLog>('/accounting/audit-log');
      return body.items.some(
        ({ kind, task }) =>
          kind === 'reward' && task.uuid === created.body.uuid && task.description === 'Go on',
      );
    });
  });

  it('deleted and demoted people are refused at once', async () => {
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

  it('a restarted Finance and a new instance of it still accept the tokens', async () => {
    await system.services.finance.kill();
    await system.services.finance.start();
    expect((await balance()).status).toBe(200);
    const another = await system.anotherInstance('finance');
    await another.start();
    const there = new Api(another.url, tokens.get('kesha@ates.local')?.access_token);
    expect((await there.get('/accounting/balance')).status).toBe(200);
    await another.kill();
  });

  it('a token is refused after the grace period, with a detail that says the issuer is away', async () => {
    await system.services.finance.stop();
    await system.services.finance.start({ OIDC_GRACE_SECONDS: '1' });
    const answer = await balance();
    expect(answer).toMatchObject(expiredToken);
    expect(answer.body['detail']).toContain('does not answer');
    await system.services.finance.stop();
    await system.services.finance.start();
    expect((await balance()).status).toBe(200);
  });

  it('the grace period ends when Auth is back, and people can refresh their tokens', async () => {
    await system.services.auth.start();
    const refused = await until('Finance refuses the expired token', async () => {
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
