import request from 'supertest';
import { System, type ServiceName } from './support/system.js';
import { until } from './support/until.js';

interface OpenApiDocument {
  openapi: string;
  paths: Record<string, Record<string, { summary?: string; parameters?: { name: string; in: string }[] }>>;
}

const services: ServiceName[] = ['auth', 'tasks', 'finance'];

// What each service is known for; others build on these addresses.
const routes: Record<ServiceName, string[]> = {
  auth: [
    'POST /register',
    'GET /users',
    'POST /users',
    'GET /users/{uuid}',
    'PATCH /users/{uuid}',
    'DELETE /users/{uuid}',
  ],
  tasks: [
    'GET /tasks',
    'POST /tasks',
    'GET /tasks/{uuid}',
    'GET /tasks/{uuid}/history',
    'PUT /tasks/{uuid}/complete',
  ],
  finance: [
    'GET /accounting/balance',
    'GET /accounting/audit-log',
    'GET /accounting/audit-log.csv',
    'GET /accounting/accounts',
    'GET /accounting/stats',
    'GET /accounting/days',
    'POST /accounting/days/{date}/close',
  ],
};

const ofEvery = [
  'GET /events',
  'GET /parked-messages',
  'POST /parked-messages/{id}/replay',
  'DELETE /parked-messages/{id}',
];

describe('Each service', () => {
  let system: System;

  beforeAll(async () => {
    system = await System.start({ transport: 'feed' });
  });

  afterAll(() => system.stop());

  const at = (service: ServiceName) => request(system.services[service].url);

  it.each(services)('documents its routes: %s', async (service) => {
    const page = await at(service).get('/docs').expect(200).expect('content-type', /html/);
    // Behind the origin the page lies deeper, so that its parts must be named from where it is.
    expect(page.text).not.toMatch(/(?:src|href)="\//);
    const answer = await at(service).get('/docs-json').expect(200);
    const document = answer.body as OpenApiDocument;
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented).toEqual(expect.arrayContaining([...routes[service], ...ofEvery]));
  });

  it.each(services)(
    'says of every documented write that it takes an Idempotency-Key: %s',
    async (service) => {
      const answer = await at(service).get('/docs-json').expect(200);
      const document = answer.body as OpenApiDocument;
      const writes = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods)
          .filter(([method]) => method === 'post' || method === 'put')
          .map(([method, operation]) => ({ route: `${method} ${path}`, operation })),
      );
      const silent = writes.filter(
        ({ operation }) =>
          !operation.parameters?.some(({ name }) => name.toLowerCase() === 'idempotency-key'),
      );
      expect(silent.map(({ route }) => route).filter((route) => !route.includes('/oidc/'))).toEqual([]);
    },
  );

  it.each(services)(
    'tells anybody whether it lives and can work, and nobody else its figures: %s',
    async (service) => {
      await at(service).get('/health/live').expect(200);
      await at(service).get('/health/ready').expect(200);
      await at(service).get('/metrics').expect(401);
      const administrator = await system.tokenOf('admin@ates.local');
      const metrics = await at(service)
        .get('/metrics')
        .set('authorization', `Bearer ${administrator}`)
        .expect(200);
      expect(metrics.text).toContain('http_request_duration_seconds');
    },
  );

  it.each(services)('closes its feed to people: %s', async (service) => {
    await at(service).get('/events').expect(401);
    const administrator = await system.tokenOf('admin@ates.local');
    await at(service).get('/events').set('authorization', `Bearer ${administrator}`).expect(403);
  });

  it.each(services)('sends strict security headers and no cache: %s', async (service) => {
    const answer = await at(service).get('/health/live').expect(200);
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it.each(['tasks', 'finance'] as const)('works while the others are down: %s (S1)', async (service) => {
    await system.peopleAreKnown();
    const token = await system.tokenOf('polly@ates.local');
    const own = { tasks: '/tasks', finance: '/accounting/balance' }[service];
    const ask = () => at(service).get(own).set('authorization', `Bearer ${token}`);
    await until('it has read the keys of the issuer', async () => (await ask()).status === 200);
    const others = services.filter((name) => name !== service);
    await Promise.all(others.map((name) => system.services[name].stop()));
    try {
      await ask().expect(200);
      await at(service).get('/health/ready').expect(200);
    } finally {
      await Promise.all(others.map((name) => system.services[name].start()));
    }
  });
});
