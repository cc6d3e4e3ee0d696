import { infiniteQueryOptions } from '@tanstack/react-query';
import { responseData, auth } from '../api/clients.js';

const pageSize = 50;

const fetchClients = (cursor: string | undefined, signal: AbortSignal) =>
  responseData(auth.GET('/clients', { params: { query: { cursor, limit: pageSize } }, signal }));

export type Client = Awaited<ReturnType<typeof fetchClients>>['items'][number];

/** What everything about clients is asked anew by. */
export const clientsKey = ['auth', 'clients'] as const;

/** Services and devices that get tokens of their own, by their ids. */
export const clientsList = () =>
  infiniteQueryOptions({
    queryKey: [...clientsKey, 'list'],
    queryFn: ({ signal, pageParam }) => fetchClients(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
