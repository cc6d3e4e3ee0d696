import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { responseData, auth, operationsOf } from '../api/clients.js';
import type { Service } from '../api/services.js';
import type { SecurityFilters } from './security-search.js';

/** The services; each has its own security log. */
export const services: readonly Service[] = ['auth', 'tasks', 'finance'];

const pageSize = 50;
const refetchMilliseconds = 10_000;

/** A service's security log (A10), newest entries first. Polled only while a single page is loaded. */
export const securityLogQuery = (service: Service, filters: SecurityFilters) =>
  infiniteQueryOptions({
    queryKey: [service, 'security-log', filters],
    queryFn: ({ pageParam, signal }) =>
      responseData(
        operationsOf[service].GET('/security-log', {
          params: { query: { ...filters, limit: pageSize, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    refetchInterval: ({ state: { data } }) => ((data?.pages.length ?? 1) > 1 ? false : refetchMilliseconds),
  });

/** A person's current name, for the filter; null if the person was deleted. */
export const personNameQuery = (uuid: string) =>
  queryOptions({
    queryKey: ['auth', 'people', 'name', uuid],
    queryFn: async ({ signal }) => {
      const { items } = await responseData(auth.GET('/users', { params: { query: { ids: uuid } }, signal }));
      return items[0]?.name ?? null;
    },
  });
