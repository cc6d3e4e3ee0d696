import { v4 as uuidv4 } from 'uuid';
import { freePort } from '../tools/processes/ports.mjs';
import { Api } from './support/api.js';
import { borrowBroker, brokerUrlOf, publishAs, type Broker } from './support/broker.js';
import type { TestDatabase } from './support/database.js';
import { createServiceDatabase, databaseKeys } from './support/service-database.js';
import {
  audience,
  ForeignIssuer,
  keycloak,
  keycloakWithRealm,
  plainProvider,
  type ForeignPerson,
  type TokenStyle,
} from './support/foreign-issuer.js';
import { ServiceProcess } from './support/system.js';
import { until } from './support/until.js';

interface Task {
  uuid: string;
  status: string;
  assigned_to: { uuid: string; name: string | null };
}

interface AuditLog {
  items: { kind: string; amount: number; task: { uuid: string; description: string | null } }[];
}

interface Provided {
  provider: string;
  style: TokenStyle;
  environment: Record<string, string>;
  subject: () => string;
  transport: 'feed' | 'rabbitmq';
}

const provided: Provided[] = [
  {
    provider: 'Keycloak',
    style: keycloak,
    environment: { OIDC_ROLES_CLAIM: 'resource_access.ates.roles' },
    subject: () => uuidv4(),
    transport: 'feed',
  },
  {
    provider: 'Keycloak with the realm of examples/keycloak',
    style: keycloakWithRealm,
    environment: {},
    subject: () => uuidv4(),
    transport: 'feed',
  },
  {
    provider: 'a provider without UUIDs and token types',
    style: plainProvider,
    environment: { OIDC_ROLES_CLAIM: 'https://ates.example/roles', OIDC_TOKEN_TYPE: 'JWT' },
    subject: () => `auth0|${uuidv4()}`,
    transport: 'rabbitmq',
  },
];

describe.each(provided)(
  'Tasks and Finance with $provider instead of Auth, over $transport (A7)',
  ({ style, environment, subject, transport }) => {
    let issuer: ForeignIssuer;
    let broker: Broker | undefined;
    let databases: TestDatabase[];
    let tasks: ServiceProcess;
    let finance: ServiceProcess;
    let polly: ForeignPerson;
    let boss: ForeignPerson;

    beforeAll(async () => {
      issuer = await ForeignIssuer.start(style);
      broker = transport === 'rabbitmq' ? await borrowBroker() : undefined;
      const tasksDatabase = await createServiceDatabase('tasks');
      const financeDatabase = await createServiceDatabase('finance');
      databases = [tasksDatabase, financeDatabase];
      const [tasksPort, financePort] = [await freePort(), await freePort()];
      const amqpUrl = (service: string): Record<string, string> =>
        broker ? { AMQP_URL: brokerUrlOf(broker.url, service) } : {};
      const common = {
        MESSAGE_TRANSPORT: transport,
        OIDC_ISSUER: issuer.url,
        OIDC_AUDIENCE: audience,
        PEOPLE_FROM: 'tokens',
        SERVICE_CLIENT_SECRET: 'secret-for-tests-only',
        ...environment,
      };
      tasks = new ServiceProcess('tasks', tasksPort, {
        ...common,
        ...amqpUrl('tasks'),
        ...databaseKeys(tasksDatabase),
        SERVICE_CLIENT_ID: 'ates-tasks',
        FINANCE_URL: `http://127.0.0.1:${financePort}`,
      });
      finance = new ServiceProcess('finance', financePort, {
        ...common,
        ...amqpUrl('finance'),
        ...databaseKeys(financeDatabase),
        SERVICE_CLIENT_ID: 'ates-finance',
        TASKS_URL: tasks.url,
        PRICE_SECRET: 'price-secret-for-tests-only',
        CLOSE_DAYS: 'by-hand',
      });
      await Promise.all([tasks.start(), finance.start()]);
      polly = issuer.add(subject(), 'Polly', 'employee');
      boss = issuer.add(subject(), 'Boss', 'manager', 'administrator');
    });

    afterAll(async () => {
      await Promise.all([tasks.stop(), finance.stop()]);
      await Promise.all(databases.map((database) => database.drop()));
      await issuer.stop();
      await broker?.release();
    });

    const as = async (person: ForeignPerson, service = tasks): Promise<Api> =>
      new Api(service.url, await issuer.signIn(person));

    const refusal = async (token: string): Promise<unknown> => {
      const { status, body } = await new Api(tasks.url, token).get('/tasks');
      return status === 200 ? 'none' : body['type'];
    };

    it('assign tasks only to people who have signed in and have a performing role', async () => {
      const manager = await as(boss);
      expect(await manager.post('/tasks', { description: 'Too early' })).toMatchObject({
        status: 409,
        body: { type: 'urn:ates:problem:no-eligible-performer' },
      });
      const guest = await as(issuer.add(subject(), 'Guest', 'some-role-of-theirs'));
      expect((await guest.get('/tasks')).status).toBe(200);
      expect((await manager.post('/tasks', { description: 'Still too early' })).status).toBe(409);
    });

    it('let a person whom only the provider knows complete tasks and be paid', async () => {
      const worker = await as(polly);
      const created = await worker.post<Task>('/tasks', { description: 'Fix the perch' });
      expect(created).toMatchObject({ status: 201, body: { assigned_to: { name: 'Polly' } } });
      const done = await worker.put<Task>(`/tasks/${created.body.uuid}/complete`);
      expect(done).toMatchObject({ status: 200, body: { status: 'completed' } });

      const money = await as(polly, finance);
      const lines = await until('fee and reward are booked, with the description of the task', async () => {
        const { body } = await money.get<AuditLog>('/accounting/audit-log');
        const ofTask = body.items.filter((line) => line.task?.uuid === created.body.uuid);
        const isComplete = ofTask.length === 2 && ofTask.every((line) => line.task.description !== null);
        return isComplete ? ofTask : undefined;
      });
      const balance = lines.reduce((sum, { amount }) => sum + amount, 0);
      expect((await money.get('/accounting/balance')).body).toMatchObject({ balance });
    });

    it('take a person’s roles from their newest token, even when an older one is used', async () => {
      const person = issuer.add(subject(), 'Rio', 'manager');
      const before = await as(person);
      const { body: task } = await (
        await as(polly)
      ).post<Task>('/tasks', {
        description: 'Sweep the cage',
      });
      expect((await before.put(`/tasks/${task.uuid}/assign`)).status).toBe(200);
      person.roles = ['employee'];
      expect((await (await as(person)).put(`/tasks/${task.uuid}/assign`)).status).toBe(403);
      expect((await before.put(`/tasks/${task.uuid}/assign`)).status).toBe(403);
    });

    it('authorize services by scope and give them no rights of people', async () => {
      const reader = new Api(tasks.url, await issuer.serviceToken('reports', 'tasks:read'));
      expect((await reader.get('/tasks')).status).toBe(200);
      expect((await reader.post('/tasks', { description: 'By a machine' })).status).toBe(403);
      const other = new Api(tasks.url, await issuer.serviceToken('reports', 'openid'));
      expect((await other.get('/tasks')).status).toBe(403);
    });

    it('reject tokens of another issuer, audience or type, and expired ones', async () => {
      const now = Math.floor(Date.now() / 1000);
      const invalid = 'urn:ates:problem:invalid-token';
      expect(await refusal(await issuer.forge(polly, {}))).toBe('none');
      expect(await refusal(await issuer.forge(polly, { aud: 'account' }))).toBe(invalid);
      expect(await refusal(await issuer.forge(polly, { aud: [audience, 'account'] }))).toBe(invalid);
      expect(await refusal(await issuer.forge(polly, { iss: 'https://id.example' }))).toBe(invalid);
      expect(await refusal(await issuer.forge(polly, { typ: 'Refresh' }))).toBe(invalid);
      expect(await refusal(await issuer.forge(polly, { at_hash: 'x' }))).toBe(invalid);
      expect(await refusal(await issuer.forge(polly, {}, { typ: 'logout+jwt' }))).toBe(invalid);
      expect(await refusal(await issuer.forge(polly, { exp: now - 10 }))).toBe(
        'urn:ates:problem:expired-token',
      );
      const stranger = await ForeignIssuer.start(style);
      expect(await refusal(await stranger.forge(polly, { iss: issuer.url }))).toBe(invalid);
      await stranger.stop();
    });

    if (transport === 'rabbitmq') {
      it('refuse people at once when the broker brings their deletion', async () => {
        const leaver = issuer.add(subject(), 'Leaver', 'employee');
        const api = await as(leaver);
        await api.get('/tasks');
        const [row] = (await databases[0]?.query<{ id: string }>(
          `select id from cached_user where name = 'Leaver'`,
        )) ?? [undefined];
        const body = JSON.stringify({ user_id: row?.id, timestamp: new Date().toISOString() });
        await publishAs(broker?.url ?? '', 'auth.events', [{ type: 'auth.user.deleted', body }]);
        const deleted = { status: 401, body: { type: 'urn:ates:problem:account-deleted' } };
        await until('Tasks refuses the deleted person', async () => (await api.get('/tasks')).status === 401);
        expect(await api.get('/tasks')).toMatchObject(deleted);
        expect(await (await as(leaver)).get('/tasks')).toMatchObject(deleted);
        const money = await as(leaver, finance);
        await until('Finance refuses them too, without ever having seen them', async () => {
          return (await money.get('/accounting/balance')).status === 401;
        });
      });
    } else {
      it('reject tokens of another type', async () => {
        expect(await refusal(await issuer.forge(polly, {}, { typ: 'JWT' }))).toBe(
          'urn:ates:problem:invalid-token',
        );
        expect(await refusal(await issuer.idToken(polly))).toBe('urn:ates:problem:invalid-token');
      });
    }
  },
);
