import { QueryClient, useMutation, type QueryKey } from '@tanstack/react-query';
import { live, pollMilliseconds } from './live-updates.js';
import { askedPause, mayWorkYet, pauseBefore } from './retries.js';

const freshMilliseconds = 5000;

/**
 * What was asked, shared by all pages. A query's key begins with the topic that it changes with (see `live.ts`): it is
 * asked again when a service tells of that topic, and every few seconds while the services cannot tell.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: freshMilliseconds,
      retry: mayWorkYet,
      retryDelay: pauseBefore,
      refetchInterval: ({ queryKey, state }) =>
        live.isLive(queryKey) ? false : Math.max(pollMilliseconds, askedPause(state.error)),
    },
    mutations: { retry: mayWorkYet, retryDelay: pauseBefore },
  },
});

interface Sent<Input> {
  input: Input;
  idempotencyKey: string;
}

interface Command<Input, Output> {
  /** Sends it, with the key that it is sent with again when there was no answer: it is done once. */
  send: (input: Input, idempotencyKey: string) => Promise<Output>;
  /** Keys of the queries that it changes. */
  changes: readonly QueryKey[];
}

/** A write: `run` sends it, again while there is no answer, and what it changes is asked anew. Errors are Problems. */
export function useCommand<Input, Output>({ send, changes }: Command<Input, Output>) {
  const mutation = useMutation<Output, Error, Sent<Input>>({
    mutationFn: ({ input, idempotencyKey }) => send(input, idempotencyKey),
    onSettled: () => Promise.all(changes.map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
  return {
    run: (input: Input): Promise<Output> =>
      mutation.mutateAsync({ input, idempotencyKey: crypto.randomUUID() }),
    isRunning: mutation.isPending,
    error: mutation.error,
    forgetError: mutation.reset,
  };
}
