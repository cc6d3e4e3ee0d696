import { Logger } from '@nestjs/common';
import { BoundedClient } from '../database/bounded-client.js';
import { workInProgress } from '../watched-work.js';

/** The time limit for stopping a service. */
const stopMilliseconds = 12_000;
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Ends the process with exit code 1 if it has not stopped within 12 seconds of a stop signal, whatever it is still
 * waiting for (S10); the log says what that was. `requestsInProgress` returns the number of unanswered requests.
 * Returns a function that removes this limit, for a service that closes without a signal.
 */
export function boundStop(requestsInProgress: () => number): () => void {
  // Not `withinTime`: nothing awaits the stop, and the process ends whatever still runs.
  const begin = (): void => {
    setTimeout(() => giveUp(requestsInProgress()), stopMilliseconds).unref();
  };
  // Only once: when Nest has shut down, it sends the signal again, and that one must end the process.
  signals.forEach((signal) => process.once(signal, begin));
  return () => signals.forEach((signal) => process.removeListener(signal, begin));
}

function giveUp(requestsInProgress: number): void {
  const left = [
    ...workInProgress(),
    ...counted(requestsInProgress, 'request'),
    ...counted(BoundedClient.unanswered, 'PostgreSQL statement'),
  ];
  new Logger('Stop').error(
    `stopped without waiting for: ${left.join(', ') || 'connections that do not close'} ` +
      `(${stopMilliseconds / 1000} s after the stop signal)`,
  );
  process.exit(1);
}

const counted = (count: number, one: string): string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : `${one}s`}`];
