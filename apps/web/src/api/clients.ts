import createClient, { type Middleware } from 'openapi-fetch';
import { loadArea } from '../i18n/i18n.js';
import { session } from '../session/session.js';
import type { paths as AuthPaths } from './generated/auth.js';
import type { paths as FinancePaths } from './generated/finance.js';
import { noResponse, problemOf } from './problem.js';
import { readOnlyHeader, readOnlyServices } from './read-only.js';
import { basePathOf, services, type Service } from './services.js';
import type { paths as TasksPaths } from './generated/tasks.js';

const bearerScheme = 'Bearer ';

/** Adds the session's access token to each request. */
const bearer: Middleware = {
  onRequest({ request }) {
    const token = session.accessToken();
    if (token) {
      request.headers.set('authorization', `${bearerScheme}${token}`);
    }
    return request;
  },
};

/**
 * Sends a request and returns the response, whatever its status. A request refused with `expired-token` is sent once
 * more with a renewed token; that is safe, as the refused one had no effect. Throws a Problem when there is no
 * response.
 */
export async function send(request: Request): Promise<Response> {
  const retry = request.clone();
  const response = await fetchOrThrow(request);
  if (response.status !== 401) {
    return response;
  }
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  const { code } = problemOf(response, body);
  if (code === 'account-deleted' || code === 'unknown-person') {
    session.tokenRejected();
    return response;
  }
  const refused = request.headers.get('authorization')?.slice(bearerScheme.length);
  if (code !== 'expired-token' || !(await session.renew(refused))) {
    return response;
  }
  retry.headers.set('authorization', `${bearerScheme}${session.accessToken() ?? ''}`);
  return fetchOrThrow(retry);
}

async function fetchOrThrow(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    detectReadOnly(request, response);
    return response;
  } catch (error) {
    if (request.signal.aborted) {
      throw error;
    }
    throw noResponse();
  }
}

function detectReadOnly({ url }: Request, { headers }: Response): void {
  const service = services.find((name) => new URL(url).pathname.startsWith(`${basePathOf(name)}/`));
  if (service && headers.has(readOnlyHeader)) {
    readOnlyServices.set(service, true);
  }
}

function clientOf<Paths extends object>(service: Service) {
  const client = createClient<Paths>({ baseUrl: basePathOf(service), fetch: send });
  client.use(bearer);
  return client;
}

/** Typed client of Auth's API: people and service clients. */
export const auth = clientOf<AuthPaths>('auth');

/** Typed client of Tasks' API. */
export const tasks = clientOf<TasksPaths>('tasks');

/** Typed client of Finance's API: accounts, days, analytics. Amounts are in minor units. */
export const finance = clientOf<FinancePaths>('finance');

/** Operations routes, identical in every service. */
type OperationPath =
  | '/parked-messages'
  | '/parked-messages/{id}'
  | '/parked-messages/{id}/replay'
  | '/reconciliation'
  | '/reconciliation/runs'
  | '/security-log'
  | '/health/ready';

type OperationPaths = Pick<AuthPaths & TasksPaths & FinancePaths, OperationPath>;

/** Typed clients of each service's operations routes: parked (dead-lettered) messages, reconciliation, health. */
export const operationsOf = {
  auth: clientOf<OperationPaths>('auth'),
  tasks: clientOf<OperationPaths>('tasks'),
  finance: clientOf<OperationPaths>('finance'),
} as const satisfies Record<Service, unknown>;

interface FetchResult<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * The body of a successful response; throws a Problem for any other status. Loads the texts of refused fields first, so that a
 * form shows both at once; without them it shows the service's own.
 */
export async function responseData<Data>(request: Promise<FetchResult<Data>>): Promise<Data> {
  const { data, error, response } = await request;
  if (!response.ok) {
    const problem = problemOf(response, error);
    if (problem.details.errors) {
      await loadArea('fieldErrors').catch(() => undefined);
    }
    throw problem;
  }
  // A 204 response has no data, and its type says so.
  return data as Data;
}

/** The header that makes a write idempotent: however often it is sent, it takes effect once. */
export const idempotencyHeader = (idempotencyKey: string): { 'Idempotency-Key': string } => ({
  'Idempotency-Key': idempotencyKey,
});
