import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Callers, type Caller } from './roles/callers.js';
import { Fixtures } from './roles/fixtures.js';
import { InProcessSystem } from './roles/in-process-system.js';
import { roleTable } from './roles/role-table.js';
import { outcomeOf, principals, refusals, type Principal, type RoleTableRow } from './roles/row.js';
import { Api } from './support/api.js';
import type { TestDatabase } from './support/database.js';

const services = ['tasks', 'finance'] as const;

type ReadService = (typeof services)[number];

const isGet = ({ route }: RoleTableRow): boolean => route.startsWith('GET ');

const rowsOf = (service: ReadService): RoleTableRow[] => roleTable.filter((row) => row.service === service);

const mostlyAllowed: readonly Principal[] = [
  'administrator',
  'manager',
  'employee',
  'service with the scope',
];

describe('A read-only instance with a role that may only select (S9)', () => {
  let system: InProcessSystem;
  let callers: Callers;
  let fixtures: Fixtures;
  const apps: NestFastifyApplication[] = [];
  const urls = new Map<string, string>();

  beforeAll(async () => {
    system = await InProcessSystem.start();
    callers = await Callers.of(system);
    fixtures = await Fixtures.of(system, callers);
    for (const name of services) {
      const { url, app } = await system.startReads(name, await asReader(system.database(name)));
      urls.set(name, url);
      apps.push(app);
    }
  });

  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    const databases = services.map((name) => system.database(name));
    for (const database of databases) {
      await database.query(`drop owned by ${readerOf(database)}`);
      await database.query(`drop role ${readerOf(database)}`);
    }
    await system.stop();
  });

  const send = async (caller: Caller, row: RoleTableRow) => {
    const path = await fixtures.pathFor(caller, row);
    const body = await fixtures.bodyFor(caller, row);
    const method = row.route.slice(0, row.route.indexOf(' '));
    return new Api(urls.get(row.service) ?? '', caller.token).send<{ type?: string; detail?: string }>(
      method,
      path,
      body,
    );
  };

  describe.each(services)('of %s', (service) => {
    const reading = rowsOf(service).filter((row) => isGet(row) && row.recorded === undefined);
    const recording = rowsOf(service).filter((row) => isGet(row) && row.recorded !== undefined);
    const writing = rowsOf(service).filter((row) => !isGet(row));

    it.each(reading)('serves $route: $operation', async (row) => {
      const principal = mostlyAllowed.find((one) => outcomeOf(row, one) === 'yes') ?? 'administrator';
      const outcome = outcomeOf(row, principal);
      const { status, body } = await send(await callers.as(principal, row), row);
      expect({ status, body: status < 400 ? '' : body }).toEqual({
        status: outcome === 'yes' ? (row.status ?? 200) : refusals[outcome],
        body: outcome === 'yes' ? '' : expect.anything(),
      });
    });

    it.each(recording)(
      'leaves the recorded $route to the logic with 503 read-only: $operation',
      async (row) => {
        const { status, body } = await send(await callers.as('administrator', row), row);
        expect([status, body.type]).toEqual([503, 'urn:ates:problem:read-only']);
      },
    );

    it.each(writing)('refuses $route with 503 read-only: $operation', async (row) => {
      const principal = mostlyAllowed.find((one) => outcomeOf(row, one) === 'yes') ?? 'administrator';
      const { status, body, headers } = await send(await callers.as(principal, row), row);
      expect([status, body.type, headers.get('retry-after')]).toEqual([
        503,
        'urn:ates:problem:read-only',
        '5',
      ]);
    });

    it('checks authorization before it refuses a write as read-only', async () => {
      const restricted = writing.find((row) => outcomeOf(row, 'employee') === 'role-required');
      for (const row of restricted ? [restricted] : []) {
        const refusedByGuard = principals.filter((principal) =>
          ['missing-token', 'account-deleted', 'expired-token', 'role-required', 'missing-scope'].includes(
            outcomeOf(row, principal),
          ),
        );
        for (const principal of refusedByGuard) {
          const { body } = await send(await callers.as(principal, row), row);
          expect(body.type).toBe(`urn:ates:problem:${outcomeOf(row, principal)}`);
        }
      }
    });

    it('refuses an uncached person with 503 person-not-known-yet instead of storing them', async () => {
      const newcomer = await callers.newEmployee();
      await system.database(service).query(`delete from cached_user where id = $1`, [newcomer.person]);
      const { status, body, headers } = await new Api(urls.get(service) ?? '', newcomer.token).get<{
        type: string;
      }>(service === 'tasks' ? '/tasks' : '/accounting/balance');
      expect([status, body.type, headers.get('retry-after')]).toEqual([
        503,
        'urn:ates:problem:person-not-known-yet',
        '5',
      ]);
    });
  });

  it('requests no lease', async () => {
    for (const name of services) {
      const database = system.database(name);
      const rows = await database.query<{ query: string }>(
        `select query from pg_stat_activity where usename = $1 and query like '%instance_lease%'`,
        [readerOf(database)],
      );
      expect(rows).toEqual([]);
    }
  });
});

const readerOf = ({ url }: TestDatabase): string => `reader_of_${new URL(url).pathname.slice(1)}`;

/** Creates a role that may only select; returns the database's URL with that role. */
async function asReader(database: TestDatabase): Promise<string> {
  const reader = readerOf(database);
  const url = new URL(database.url);
  const name = url.pathname.slice(1);
  await database.query(`create role ${reader} login password 'for-tests-only'`);
  await database.query(`grant connect on database ${name} to ${reader}`);
  await database.query(`grant select on all tables in schema public to ${reader}`);
  return Object.assign(url, { username: reader, password: 'for-tests-only' }).href;
}
