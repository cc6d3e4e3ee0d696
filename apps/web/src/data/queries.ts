import { QueryClient, useMutation, type QueryKey } from '@tanstack/react-query';
import { liveUpdates, pollMilliseconds } from './live-updates.js';
import { retryAfterMilliseconds, shouldRetry, retryDelay } from './retries.js';

const freshMilliseconds = 5000;

/**
 * The query cache of all pages. A query's key starts with its service and topic (see `live-updates.ts`): the query is
 * refetched when the service reports a change of that topic, and every few seconds while live updates are down.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: freshMilliseconds,
      retry: shouldRetry,
      retryDelay,
      refetchInterval: ({ queryKey, state }) =>
        liveUpdates.isLive(queryKey)
          ? false
          : Math.max(pollMilliseconds, retryAfterMilliseconds(state.error)),
    },
    mutations: { retry: shouldRetry, retryDelay },
  },
});

interface Sent<Input> {
  input: Input;
  idempotencyKey: string;
}

interface Command<Input, Output> {
  /** Sends the write. Retries use the same idempotency key, so that it takes effect once. */
  send: (input: Input, idempotencyKey: string) => Promise<Output>;
  /** Keys of the queries whose data it changes. */
  changes: readonly QueryKey[];
}

/**
 * A write. `run` sends it, retries transient failures, and then refetches the queries it changes; it rejects with a
 * Problem.
 */
export function useCommand<Input, Output>({ send, changes }: Command<Input, Output>) {
  const mutation = useMutation<Output, Error, Sent<Input>>({
    mutationFn: ({ input, idempotencyKey }) => send(input, idempotencyKey),
    onSettled: () => Promise.all(changes.map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
  return {
    run: (input: Input): Promise<Output> =>
      mutation.mutateAsync({ input, idempotencyKey: crypto.randomUUID() }),
    isRunning: mutation.isPending,
    /** Whether the write waits for the network, to be sent as soon as that is back. */
    isOffline: mutation.isPaused,
    error: mutation.error,
    resetError: mutation.reset,
  };
}
