import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, auth } from '../api/clients.js';

const clientsAtOnce = 50;

const askClients = (cursor: string | undefined, signal: AbortSignal) =>
  answerOf(auth.GET('/clients', { params: { query: { cursor, limit: clientsAtOnce } }, signal }));

export type Client = Awaited<ReturnType<typeof askClients>>['items'][number];

/** What everything about clients is asked anew by. */
export const clientsKey = ['auth', 'clients'] as const;

/** Services and devices that get tokens of their own, by their ids. */
export const clientsList = () =>
  infiniteQueryOptions({
    queryKey: [...clientsKey, 'list'],
    queryFn: ({ signal, pageParam }) => askClients(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
