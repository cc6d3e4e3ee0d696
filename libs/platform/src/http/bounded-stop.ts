import { Logger } from '@nestjs/common';
import { BoundedClient } from '../database/bounded-client.js';
import { workInProgress } from '../watched-work.js';

/** How long a service may take to stop. */
const stopMilliseconds = 12_000;
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Ends the process with exit code 1 when it has not stopped within 12 seconds after it was told to, whatever it waits for
 * (S10); the log says what that was. `requestsInProgress` counts the requests that are not answered yet. Answers how to take
 * this back, for a service that was closed by itself.
 */
export function boundStop(requestsInProgress: () => number): () => void {
  const begin = (): void => {
    setTimeout(() => giveUp(requestsInProgress()), stopMilliseconds).unref();
  };
  // Once: when all is done, Nest sends the signal again, and this time it is to end the process.
  signals.forEach((signal) => process.once(signal, begin));
  return () => signals.forEach((signal) => process.removeListener(signal, begin));
}

function giveUp(requestsInProgress: number): void {
  const left = [
    ...workInProgress(),
    ...counted(requestsInProgress, 'request'),
    ...counted(BoundedClient.unanswered, 'statement of PostgreSQL', 'statements of PostgreSQL'),
  ];
  new Logger('Stop').error(
    `stopped without waiting for: ${left.join(', ') || 'connections that do not close'} (${stopMilliseconds / 1000} s after it was told to stop)`,
  );
  process.exit(1);
}

const counted = (count: number, one: string, many = `${one}s`): string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
