import { infiniteQueryOptions } from '@tanstack/react-query';
import { responseData, auth } from '../api/clients.js';

const pageSize = 50;

const fetchClients = (cursor: string | undefined, signal: AbortSignal) =>
  responseData(auth.GET('/clients', { params: { query: { cursor, limit: pageSize } }, signal }));

export type Client = Awaited<ReturnType<typeof fetchClients>>['items'][number];

/** Prefix of the keys of all queries about clients. */
export const clientsKey = ['auth', 'clients'] as const;

/** Service and device clients, ordered by id. */
export const clientsList = () =>
  infiniteQueryOptions({
    queryKey: [...clientsKey, 'list'],
    queryFn: ({ signal, pageParam }) => fetchClients(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
