import { scopesOfThisSystem } from '@ates/contracts';
import { Callers } from './roles/callers.js';
import { Fixtures, pathOf } from './roles/fixtures.js';
import { InProcessSystem } from './roles/in-process-system.js';
import { roleTable } from './roles/role-table.js';
import { documentedRoutes, providerPaths, servedRoutes } from './roles/routes.js';
import {
  lines,
  outcomeOf,
  principals,
  refusals,
  services,
  type Line,
  type Principal,
  type RoleTableRow,
  type Service,
} from './roles/row.js';

const routesOfTable = (service: Service): string[] =>
  roleTable.filter((row) => row.service === service).map(({ route }) => route);

/** A script of a page, the same for everyone. */
const isStatic = ({ route }: RoleTableRow): boolean => route.endsWith('.js');

describe('The role table', () => {
  let system: InProcessSystem;
  let callers: Callers;
  let fixtures: Fixtures;

  beforeAll(async () => {
    system = await InProcessSystem.start();
    callers = await Callers.of(system);
    fixtures = await Fixtures.of(system, callers);
  });

  afterAll(() => system.stop());

  /** Files of the page /docs have no rows of their own. */
  const served = (service: Service): string[] =>
    servedRoutes(system.drawnRoutes(service)).filter((route) => !route.startsWith('GET /docs/'));

  const answerTo = async (principal: Principal, row: RoleTableRow) => {
    const caller = await callers.as(principal, row);
    const path = await fixtures.pathFor(caller, row);
    const body = await fixtures.bodyFor(caller, row);
    const method = row.route.slice(0, row.route.indexOf(' '));
    return callers.api(row.service, caller).send<{ type?: string }>(method, path, body);
  };

  /** The actions in the security log of a service for the request that got these response headers (A10). */
  const recordedOf = async (service: Service, headers: Headers): Promise<string[]> => {
    const entries = await system
      .database(service)
      .query<{ action: string }>(`select action from security_log where request_id = $1 order by action`, [
        headers.get('x-request-id'),
      ]);
    return entries.map(({ action }) => action);
  };

  const rowsOf = (line: Line): RoleTableRow[] => roleTable.filter((row) => row.line === line);

  describe.each(lines.filter((line) => rowsOf(line).length > 0))('%s', (line) => {
    const rows = rowsOf(line);

    describe.each(rows)('$service: $operation, $route', (row) => {
      const cells = principals.map((principal) => ({ principal, outcome: outcomeOf(row, principal) }));

      it.each(cells)('$principal: $outcome', async ({ principal, outcome }) => {
        const { status, body, headers } = await answerTo(principal, row);
        const code = status < 400 || row.people === 'anybody' ? 'yes' : body.type?.split(':').at(-1);
        expect({ code, status }).toEqual({
          code: outcome,
          status: outcome === 'yes' ? (row.status ?? 200) : refusals[outcome],
        });
        expect(headers.get('cache-control')).toMatch(isStatic(row) ? /./ : /no-store/);
        if (principal === 'administrator' && outcome === 'yes') {
          expect(await recordedOf(row.service, headers)).toEqual([row.recorded ?? []].flat());
        }
      });
    });
  });

  describe.each(services)('The routes of %s', (service) => {
    const inTable = new Set(routesOfTable(service));

    const documentOf = async () =>
      (
        await callers
          .api(service, { token: undefined, person: undefined })
          .get<Parameters<typeof documentedRoutes>[0]>('/docs-json')
      ).body;

    it('use every scope that a client can have, and no other', () => {
      const scopes = new Set(roleTable.flatMap(({ scope }) => scope ?? []));
      expect([...scopes].sort()).toEqual(Object.keys(scopesOfThisSystem).sort());
    });

    it('are all in the table if they are documented', async () => {
      const missing = documentedRoutes(await documentOf()).filter((route) => !inTable.has(route));
      expect(missing).toEqual([]);
    });

    it('are all in the table if Fastify serves them, documented or not', () => {
      const missing = served(service).filter((route) => !inTable.has(route));
      expect(missing).toEqual([]);
    });

    // Fastify does not list the provider's own routes; a missing one gets 404 above.
    it('include every route of the table', () => {
      const gone = [...inTable].filter((route) => !served(service).includes(route));
      expect(gone.filter((route) => !route.includes(' /oidc/'))).toEqual([]);
    });

    it('match the paths that the table requests', () => {
      const others = roleTable
        .filter((row) => row.service === service && row.path !== undefined)
        .filter((row) => !isAddressOf(pathOf(row), row.path ?? ''));
      expect(others).toEqual([]);
    });
  });

  it('says for each write what the security log records, or why it records nothing', () => {
    const undecided = roleTable.filter(
      ({ route, recorded, unrecorded }) =>
        !route.startsWith('GET ') && (recorded === undefined) === (unrecorded === undefined),
    );
    expect(undecided).toEqual([]);
  });

  it('has every address in the discovery document of Auth', async () => {
    const { body } = await callers
      .api('auth', callers.person('employee'))
      .get('/oidc/.well-known/openid-configuration');
    const inTable = roleTable.map(pathOf);
    expect(providerPaths(body, system.issuer).filter((path) => !inTable.includes(path))).toEqual([]);
  });
});

/** Whether a path matches a route, apart from parameters in braces and the query. */
function isAddressOf(route: string, path: string): boolean {
  const [address = ''] = path.split('?');
  const parts = route.split('/');
  const given = address.split('/');
  return (
    parts.length === given.length &&
    parts.every((part, index) => part.startsWith('{') || part === given[index])
  );
}
