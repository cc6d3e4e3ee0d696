import { connect, type ChannelModel } from 'amqplib';
import { Outage } from '@ates/platform';
import { brokerUrls, userOf, virtualHostOf } from './broker-urls.js';

/**
 * Connection settings: both sides detect a dead connection after two missed heartbeats, within about ten seconds, and
 * the broker redelivers what a frozen consumer has not acknowledged to another one (S10). Reconnects every second.
 */
export const connectionOptions = {
  heartbeatIntervalInSeconds: 5,
  reconnectTimeInSeconds: 1,
  // Without `noDelay`, small frames wait for the acknowledgement of earlier ones, up to 40 ms on some systems.
  connectionOptions: { timeout: 5000, noDelay: true },
};

/** The broker's URL with the heartbeat, as amqp-connection-manager adds it to those it connects to. */
function urlWithHeartbeat(amqpUrl: string): string {
  const url = new URL(amqpUrl);
  if (!url.searchParams.has('heartbeat')) {
    url.searchParams.set('heartbeat', String(connectionOptions.heartbeatIntervalInSeconds));
  }
  return url.href;
}

/** A process has one RabbitMQ, so an outage is one log line for all its connections. */
const silence = new Outage(
  'RabbitMQ',
  {
    began:
      'RabbitMQ does not answer, retrying until it does; events wait in the outbox and are read from the feeds',
    ended: 'RabbitMQ answers again',
  },
  { isOneKind: true },
);

const signIn = new Outage(
  'RabbitMQ',
  {
    began:
      'RabbitMQ does not let the service sign in, retrying until it does; events wait in the outbox and are read from the feeds',
    ended: 'RabbitMQ lets the service sign in again',
  },
  { isOneKind: true },
);

/** The broker refuses something until an operator changes its definitions. The message says what to do. */
export class BrokerRefusal extends Error {}

/** The broker does not let the service sign in. */
class SignInRefusal extends Error {}

const isSignInRefusal = (error: unknown): boolean =>
  error instanceof SignInRefusal || (error instanceof Error && error.cause instanceof SignInRefusal);

/** Whether and why the broker is away, in one log line for all connections of the process. */
export const brokerOutage = {
  began(error: unknown): void {
    (isSignInRefusal(error) ? signIn : silence).began(error);
  },
  ended(): void {
    silence.ended();
    signIn.ended();
  },
};

const remedy = "Import the broker's definitions (docs/operations.md, RabbitMQ permissions)";

/** What a service asks of the broker, for the message of a refusal. */
interface Wish {
  amqpUrl: string;
  /** What it asks for: `queue tasks.auth-events`. */
  resource: string;
  /** What it does with it: `consume`. */
  verb: string;
}

const accessRefused = 403;

/**
 * Turns an error of amqplib into a BrokerRefusal that says what is missing and how to fix it, if it is one: the broker
 * lacks the exchange or queue, or the user a right. Returns any other error unchanged.
 */
export function explained(error: unknown, { amqpUrl, resource, verb }: Wish): unknown {
  // In a cluster, a queue whose node is down is not found either.
  if (/NOT_FOUND - no (queue|exchange)/.test(textOf(error))) {
    return new BrokerRefusal(`the ${resource} doesn't exist. ${remedy}`, { cause: error });
  }
  if (codeOf(error) === accessRefused) {
    return new BrokerRefusal(`the user ${userOf(amqpUrl)} may not ${verb} the ${resource}. ${remedy}`, {
      cause: error,
    });
  }
  return error;
}

/** The same for an error of connecting: a wrong password, or a user without rights in the virtual host. */
export function explainedConnecting(error: unknown, amqpUrl: string): unknown {
  // amqplib does not pass on why the broker closes a connection instead of opening a virtual host.
  if (/ACCESS[-_]REFUSED|ConnectionOpenOk; got <ConnectionClose/.test(textOf(error))) {
    return new SignInRefusal(
      `it doesn't let the user ${userOf(amqpUrl)} sign in to the virtual host ${virtualHostOf(amqpUrl)}: check ` +
        `AMQP_URL and the user's password. ${remedy}`,
      { cause: error },
    );
  }
  return error;
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** Connects to the first node that answers. Throws the error of the last one if none does, explained. */
export async function connectToBroker(amqpUrl: string): Promise<ChannelModel> {
  let failure: unknown;
  for (const url of brokerUrls(amqpUrl)) {
    try {
      return await connect(urlWithHeartbeat(url), connectionOptions.connectionOptions);
    } catch (error) {
      failure = explainedConnecting(error, url);
    }
  }
  throw failure;
}
