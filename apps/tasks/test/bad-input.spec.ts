import { v4 as uuidv4 } from 'uuid';
import type { Api } from '../../../test/support/api.js';
import { problem } from '../../../test/support/problem.js';
import { TasksService } from './support/tasks-service.js';

const unknown = uuidv4();

describe('Tasks API input validation', () => {
  let tasks: TasksService;
  let api: Api;

  beforeAll(async () => {
    tasks = await TasksService.start();
    await tasks.person('employee');
    api = await tasks.as(await tasks.person('manager'));
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
    ['GET', '/tasks/counts?performer=you', undefined],
    ['GET', '/tasks/counts?status=open', undefined],
    ['GET', '/tasks/perch', undefined],
    ['GET', '/tasks/perch/history', undefined],
    ['PUT', '/tasks/perch/complete', undefined],
    ['PUT', '/tasks/perch/assign', undefined],
    ['PATCH', '/tasks/perch', { description: 'x' }],
    ['PATCH', `/tasks/${unknown}`, {}],
    ['PATCH', `/tasks/${unknown}`, { description: ' ' }],
    ['PATCH', `/tasks/${unknown}`, { description: 'x', author: unknown }],
  ])('rejects %s %s %j with 400 invalid-request and names the invalid fields', async (method, path, body) => {
    const answer = await api.send<{ errors: unknown[] }>(method, path, body);
    expect(answer).toMatchObject(problem(400, 'invalid-request'));
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.errors).not.toHaveLength(0);
  });

  it.each([
    ['POST', '/tasks', {}, { path: 'description', code: 'missing' }],
    ['POST', '/tasks', undefined, { path: '', code: 'missing' }],
    ['POST', '/tasks', { description: 7 }, { path: 'description', code: 'not-text' }],
    ['POST', '/tasks', { description: 'NUL \0' }, { path: 'description', code: 'control-character' }],
    [
      'POST',
      '/tasks',
      { description: 'x'.repeat(2001) },
      { path: 'description', code: 'too-long', params: { max: 2000 } },
    ],
    [
      'POST',
      '/tasks',
      { description: 'x', price: 1 },
      { path: '', code: 'unknown-field', params: { fields: 'price' } },
    ],
    [
      'GET',
      '/tasks?status=lost',
      undefined,
      { path: 'status.0', code: 'wrong-choice', params: { choices: 'saving, open, completed' } },
    ],
    ['GET', '/tasks?limit=201', undefined, { path: 'limit', code: 'too-large', params: { max: 200 } }],
    ['GET', '/tasks/perch', undefined, { path: 'uuid', code: 'not-a-uuid' }],
  ])(
    'names the reason for %s %s %j by a code, with the values of a text',
    async (method, path, body, error) => {
      const answer = await api.send<{ errors: unknown[] }>(method, path, body);
      expect(answer).toMatchObject(problem(400, 'invalid-request'));
      expect(answer.body.errors).toEqual([{ message: expect.any(String) as string, ...error }]);
    },
  );

  it.each([
    ['perch', 'invalid-cursor'],
    [Buffer.from('["perch"]').toString('base64url'), 'invalid-cursor'],
    [Buffer.from(`["${unknown}",1]`).toString('base64url'), 'invalid-cursor'],
  ])('rejects cursor %s, which the list never issued, with 400 %s', async (cursor, code) => {
    expect(await api.get(`/tasks?cursor=${cursor}`)).toMatchObject(problem(400, code));
  });

  it('accepts a description of 2,000 characters unchanged', async () => {
    const description = 'ж🦜'.repeat(666) + 'жж';
    expect(await api.post('/tasks', { description })).toMatchObject({ status: 201, body: { description } });
  });

  it('rejects performer=me from a service with 400 invalid-request', async () => {
    const service = await tasks.asService('tasks:read');
    const answer = await service.get('/tasks?performer=me');
    expect(answer).toMatchObject(problem(400, 'invalid-request'));
    expect(answer.body).toMatchObject({ errors: [{ path: 'performer', code: 'people-only' }] });
  });

  it('rejects an oversized body with 413, an unknown route with 404 and a non-JSON body with 415', async () => {
    const description = 'x'.repeat(100_001);
    expect(await api.post('/tasks', { description })).toMatchObject(problem(413, 'body-too-large'));
    expect(await api.post('/perches', {})).toMatchObject(problem(404, 'no-such-route'));
    const xml = { 'content-type': 'application/xml' };
    expect(await api.post('/tasks', '<task/>', xml)).toMatchObject(problem(415, 'unsupported-media-type'));
  });

  it('rejects a malformed Idempotency-Key with 400 invalid-idempotency-key', async () => {
    const answer = await api.post('/tasks', { description: 'x' }, { 'idempotency-key': 'two words' });
    expect(answer).toMatchObject(problem(400, 'invalid-idempotency-key'));
  });
});
