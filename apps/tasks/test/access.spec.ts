import { v4 as uuidv4 } from 'uuid';
import type { TaskView } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { problem } from './support/problem.js';
import { TasksService } from './support/tasks-service.js';

const callers = [
  'employee',
  'accountant',
  'manager',
  'administrator',
  'service with tasks:read',
  'service with another scope',
  'nobody',
] as const;

type Caller = (typeof callers)[number];

const people = [200, 200, 200, 200];

/** The role table: what each caller is answered, in the order of `callers`. */
const operations: { what: string; method: string; path: string; statuses: number[] }[] = [
  { what: 'list tasks', method: 'GET', path: '/tasks', statuses: [...people, 200, 403, 401] },
  { what: 'read a task', method: 'GET', path: '/tasks/{open}', statuses: [...people, 200, 403, 401] },
  {
    what: 'read a history',
    method: 'GET',
    path: '/tasks/{open}/history',
    statuses: [...people, 200, 403, 401],
  },
  { what: 'create a task', method: 'POST', path: '/tasks', statuses: [201, 201, 201, 201, 403, 403, 401] },
  {
    what: 'complete the own task',
    method: 'PUT',
    path: '/tasks/{own}/complete',
    statuses: [...people, 403, 403, 401],
  },
  {
    what: "complete another's task",
    method: 'PUT',
    path: '/tasks/{open}/complete',
    statuses: [403, 403, 403, 403, 403, 403, 401],
  },
];

const cells = operations.flatMap(({ statuses, ...operation }) =>
  callers.map((caller, index) => ({ ...operation, caller, status: statuses[index] ?? 0 })),
);

describe('Who may do what with tasks', () => {
  let tasks: TasksService;
  let other: Person;
  const apis = new Map<Caller, Api>();
  const persons = new Map<Caller, Person>();

  beforeAll(async () => {
    tasks = await TasksService.start();
    other = await tasks.person('employee');
    for (const role of callers.slice(0, 4)) {
      const person = await tasks.person(role);
      persons.set(role, person);
      apis.set(role, await tasks.as(person));
    }
    apis.set('service with tasks:read', await tasks.asService('tasks:read'));
    apis.set('service with another scope', await tasks.asService('users:read', 'events:read'));
    apis.set('nobody', tasks.anonymous());
  });

  afterAll(() => tasks.stop());

  const taskOf = async (person: Person): Promise<TaskView> => {
    const task = await tasks.task(other);
    await tasks.database.query(`update task set assigned_to = $2 where id = $1`, [task.uuid, person.uuid]);
    return task;
  };

  it.each(cells)('$caller may $what: $status', async ({ caller, method, path, status }) => {
    const open = await taskOf(other);
    const own = await taskOf(persons.get(caller) ?? other);
    const address = path.replace('{open}', open.uuid).replace('{own}', own.uuid);
    const body = method === 'POST' ? { description: 'Fix the perch' } : undefined;
    const answer = await apis.get(caller)?.send(method, address, body);
    expect(answer?.status).toBe(status);
  });

  it('says why a service may not', async () => {
    const service = await tasks.asService('users:read');
    expect(await service.get('/tasks')).toMatchObject(problem(403, 'missing-scope'));
    const reader = await tasks.asService('tasks:read');
    expect(await reader.post('/tasks', { description: 'x' })).toMatchObject(problem(403, 'missing-scope'));
  });

  it('refuses somebody who was deleted, though the token is good', async () => {
    const person = await tasks.person('employee');
    const api = await tasks.as(person);
    expect((await api.get('/tasks')).status).toBe(200);
    await tasks.remove(person);
    expect(await api.get('/tasks')).toMatchObject(problem(401, 'account-deleted'));
    expect(await api.post('/tasks', { description: 'x' })).toMatchObject(problem(401, 'account-deleted'));
  });

  it('serves its events to services with events:read alone (S4)', async () => {
    expect((await (await tasks.asService('events:read')).get('/events')).status).toBe(200);
    expect((await (await tasks.asService('tasks:read')).get('/events')).status).toBe(403);
    expect((await (await tasks.as(other)).get('/events')).status).toBe(403);
    expect((await tasks.anonymous().get('/events')).status).toBe(401);
  });

  it('tells everybody that it lives, and what its API is', async () => {
    expect((await tasks.anonymous().get('/health/ready')).status).toBe(200);
    const { body } = await tasks
      .anonymous()
      .get<{ paths: Record<string, Record<string, unknown>> }>('/docs-json');
    expect(body.paths['/tasks']?.['post']).toMatchObject({
      responses: {
        '201': { content: { 'application/json': { schema: { properties: { assigned_to: {} } } } } },
        '409': { content: { 'application/problem+json': { examples: { 'no-eligible-performer': {} } } } },
      },
    });
  });
});

const unknown = uuidv4();

describe('Bad input to Tasks', () => {
  let tasks: TasksService;
  let api: Api;

  beforeAll(async () => {
    tasks = await TasksService.start();
    api = await tasks.as(await tasks.person('employee'));
  });

  afterAll(() => tasks.stop());

  it.each([
    ['POST', '/tasks', {}],
    ['POST', '/tasks', []],
    ['POST', '/tasks', 'a task'],
    ['POST', '/tasks', null],
    ['POST', '/tasks', { description: '' }],
    ['POST', '/tasks', { description: '   ' }],
    ['POST', '/tasks', { description: 7 }],
    ['POST', '/tasks', { description: null }],
    ['POST', '/tasks', { description: ['x'] }],
    ['POST', '/tasks', { description: 'NUL \0 inside' }],
    ['POST', '/tasks', { description: 'x'.repeat(2001) }],
    ['POST', '/tasks', { description: 'x', assigned_to: unknown }],
    ['POST', '/tasks', { description: 'x', __proto__x: 1 }],
    ['GET', '/tasks?status=lost', undefined],
    ['GET', '/tasks?status=open&status=completed', undefined],
    ['GET', '/tasks?limit=0', undefined],
    ['GET', '/tasks?limit=201', undefined],
    ['GET', '/tasks?limit=many', undefined],
    ['GET', '/tasks?performer=you', undefined],
    ['GET', '/tasks?ids=1,2', undefined],
    ['GET', '/tasks?text=', undefined],
    ['GET', '/tasks?text=%00', undefined],
    ['GET', '/tasks?colour=green', undefined],
    ['GET', `/tasks?cursor=${'x'.repeat(501)}`, undefined],
    ['GET', '/tasks/perch', undefined],
    ['GET', '/tasks/perch/history', undefined],
    ['PUT', '/tasks/perch/complete', undefined],
  ])('%s %s %j is refused as invalid-request, its fields named', async (method, path, body) => {
    const answer = await api.send<{ errors: unknown[] }>(method, path, body);
    expect(answer).toMatchObject(problem(400, 'invalid-request'));
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.errors).not.toHaveLength(0);
  });

  it.each([
    ['perch', 'invalid-cursor'],
    [Buffer.from('["perch"]').toString('base64url'), 'invalid-cursor'],
    [Buffer.from(`["${unknown}",1]`).toString('base64url'), 'invalid-cursor'],
  ])('a cursor %s that the list never gave is refused', async (cursor, code) => {
    expect(await api.get(`/tasks?cursor=${cursor}`)).toMatchObject(problem(400, code));
  });

  it('a description of 2,000 letters is taken as it is', async () => {
    const description = 'ж🦜'.repeat(666) + 'жж';
    expect(await api.post('/tasks', { description })).toMatchObject({ status: 201, body: { description } });
  });

  it('a service asking for its own tasks is told to name somebody', async () => {
    const service = await tasks.asService('tasks:read');
    expect(await service.get('/tasks?performer=me')).toMatchObject(problem(400, 'invalid-request'));
  });

  it('a body over 100 kB, a body in another format and an unknown address have problems of their own', async () => {
    const description = 'x'.repeat(100_001);
    expect(await api.post('/tasks', { description })).toMatchObject(problem(413, 'body-too-large'));
    expect(await api.post('/perches', {})).toMatchObject(problem(404, 'no-such-route'));
    const xml = { 'content-type': 'application/xml' };
    expect(await api.post('/tasks', '<task/>', xml)).toMatchObject(problem(415, 'unsupported-media-type'));
  });

  it('a malformed Idempotency-Key is refused', async () => {
    const answer = await api.post('/tasks', { description: 'x' }, { 'idempotency-key': 'two words' });
    expect(answer).toMatchObject(problem(400, 'invalid-idempotency-key'));
  });
});
