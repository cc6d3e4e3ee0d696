import request from 'supertest';
import {
  missingFrom,
  operationsOf,
  repeatedSchemas,
  schemasRefusingNull,
  unnamedMessages,
  unnamedObjects,
  type OpenApiDocument,
} from './support/openapi.js';
import { System, type ServiceName } from './support/system.js';
import { until } from './support/until.js';

const services: ServiceName[] = ['auth', 'tasks', 'finance'];

describe('Each service', () => {
  let system: System;

  beforeAll(async () => {
    system = await System.start({ transport: 'feed' });
  });

  afterAll(() => system.stop());

  const at = (service: ServiceName) => request(system.services[service].url);

  const documentOf = async (service: ServiceName): Promise<OpenApiDocument> => {
    const answer = await at(service).get('/docs-json').expect(200);
    return answer.body as OpenApiDocument;
  };

  it.each(services)('serves its API documentation at /docs: %s', async (service) => {
    const page = await at(service).get('/docs').expect(200).expect('content-type', /html/);
    // Behind the origin the page has a longer path, so its links must be relative.
    expect(page.text).not.toMatch(/(?:src|href)="\//);
  });

  it.each(services)(
    'documents the purpose, access, request, response and problems of every operation: %s',
    async (service) => {
      expect(missingFrom(await documentOf(service))).toEqual([]);
    },
  );

  it.each(services)('names each schema instead of repeating it: %s', async (service) => {
    expect(repeatedSchemas(await documentOf(service))).toEqual([]);
  });

  it.each(services)('names the schema of every request body and answer: %s', async (service) => {
    expect(unnamedMessages(await documentOf(service))).toEqual([]);
  });

  it.each(services)('names every object in a schema, unless it may be null: %s', async (service) => {
    expect(unnamedObjects(await documentOf(service))).toEqual([]);
  });

  it.each(services)('documents null as a value of whatever may be null: %s', async (service) => {
    expect(schemasRefusingNull(await documentOf(service))).toEqual([]);
  });

  it.each(services)('documents the Idempotency-Key of every write: %s', async (service) => {
    const writes = operationsOf(await documentOf(service)).filter(({ route }) => /^(POST|PUT) /.test(route));
    const undocumented = writes.filter(
      ({ operation }) => !operation.parameters?.some(({ name }) => name.toLowerCase() === 'idempotency-key'),
    );
    expect(undocumented.map(({ route }) => route).filter((route) => !route.includes('/oidc/'))).toEqual([]);
  });

  it.each(services)(
    'documents the problems of a wrong Idempotency-Key and of a wrong cursor: %s',
    async (service) => {
      const operations = operationsOf(await documentOf(service));
      const lacking = (parameter: string, problem: string) =>
        operations
          .filter(({ operation }) => operation.parameters?.some(({ name }) => name === parameter))
          .filter(({ operation }) => !JSON.stringify(operation.responses['400'] ?? {}).includes(problem))
          .map(({ route }) => route);
      expect(lacking('Idempotency-Key', 'urn:ates:problem:invalid-idempotency-key')).toEqual([]);
      expect(lacking('cursor', 'urn:ates:problem:invalid-cursor')).toEqual([]);
    },
  );

  it('documents that downloads of many rows may have to wait for other reads', async () => {
    const operations = operationsOf(await documentOf('finance'));
    const downloads = operations.filter(({ route }) => /(audit-log|payouts)\.(csv|xlsx)$/.test(route));
    const silent = downloads.filter(
      ({ operation }) => !JSON.stringify(operation.responses['429'] ?? {}).includes('too-many-searches'),
    );
    expect([downloads.length, silent.map(({ route }) => route)]).toEqual([4, []]);
  });

  it.each(services)('serves its metrics to administrators: %s', async (service) => {
    const administrator = await system.tokenOf('admin@ates.local');
    const metrics = await at(service)
      .get('/metrics')
      .set('authorization', `Bearer ${administrator}`)
      .expect(200);
    expect(metrics.text).toContain('http_request_duration_seconds');
    // The Node of the tests, so that tests on another Node try the services on it.
    expect(metrics.text).toContain(`nodejs_version_info{version="${process.version}"`);
  });

  it.each(services)('sends strict security headers: %s', async (service) => {
    const answer = await at(service).get('/health/live').expect(200);
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff' });
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it.each(['tasks', 'finance'] as const)('works while the others are down: %s (S1)', async (service) => {
    await system.untilPeopleCached();
    const token = await system.tokenOf('polly@ates.local');
    const own = { tasks: '/tasks', finance: '/accounting/balance' }[service];
    const ask = () => at(service).get(own).set('authorization', `Bearer ${token}`);
    await until('the service has read the keys of the issuer', async () => (await ask()).status === 200);
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
