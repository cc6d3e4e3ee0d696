import createClient, { type Middleware } from 'openapi-fetch';
import { session } from '../session/session.js';
import type { paths as AuthPaths } from './generated/auth.js';
import type { paths as FinancePaths } from './generated/finance.js';
import { noAnswer, problemOf } from './problem.js';
import { readOnlyHeader, readOnlyServices } from './read-only.js';
import { addressOf, services, type Service } from './services.js';
import type { paths as TasksPaths } from './generated/tasks.js';

const bearerScheme = 'Bearer ';

/** Says who asks; a token that ran out is renewed once and the request sent again. */
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
 * Sends a request with the session's token. One that is refused because its token ran out is sent once more with a new
 * one (nothing was done the first time). Throws a Problem when there is no answer.
 */
export async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await answered(request);
  if (response.status !== 401) {
    return response;
  }
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  const { code } = problemOf(response, body);
  if (code === 'account-deleted' || code === 'unknown-person') {
    session.refused();
    return response;
  }
  const refused = request.headers.get('authorization')?.slice(bearerScheme.length);
  if (code !== 'expired-token' || !(await session.renew(refused))) {
    return response;
  }
  again.headers.set('authorization', `${bearerScheme}${session.accessToken() ?? ''}`);
  return answered(again);
}

async function answered(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    noteReadOnly(request, response);
    return response;
  } catch (error) {
    if (request.signal.aborted) {
      throw error;
    }
    throw noAnswer();
  }
}

function noteReadOnly({ url }: Request, { headers }: Response): void {
  const service = services.find((name) => new URL(url).pathname.startsWith(`${addressOf(name)}/`));
  if (service && headers.has(readOnlyHeader)) {
    readOnlyServices.note(service, true);
  }
}

function clientOf<Paths extends object>(service: Service) {
  const client = createClient<Paths>({ baseUrl: addressOf(service), fetch: send });
  client.use(bearer);
  return client;
}

/** Auth's routes: people and clients. */
export const auth = clientOf<AuthPaths>('auth');

/** Tasks' routes. */
export const tasks = clientOf<TasksPaths>('tasks');

/** Finance's routes: accounts, days, analytics. Amounts are in minor units. */
export const finance = clientOf<FinancePaths>('finance');

/** Routes that every service has, and has alike. */
type OperationPath =
  | '/parked-messages'
  | '/parked-messages/{id}'
  | '/parked-messages/{id}/replay'
  | '/reconciliation'
  | '/reconciliation/runs'
  | '/security-log'
  | '/health/ready';

type OperationPaths = Pick<AuthPaths & TasksPaths & FinancePaths, OperationPath>;

/** What keeps a service working, the same for each: parked messages, reconciliation, health. */
export const operationsOf = {
  auth: clientOf<OperationPaths>('auth'),
  tasks: clientOf<OperationPaths>('tasks'),
  finance: clientOf<OperationPaths>('finance'),
} as const satisfies Record<Service, unknown>;

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** What a request was answered with. Throws a Problem when it was refused. */
export async function answerOf<Data>(asking: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await asking;
  if (!response.ok) {
    throw problemOf(response, error);
  }
  // A 204 has no data, and its type says so.
  return data as Data;
}

/** The header that makes a write happen once, however often it is sent. */
export const once = (idempotencyKey: string): { 'Idempotency-Key': string } => ({
  'Idempotency-Key': idempotencyKey,
});
