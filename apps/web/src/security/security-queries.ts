import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { responseData, auth, operationsOf } from '../api/clients.js';
import type { Service } from '../api/services.js';
import type { SecurityFilters } from './security-search.js';

/** The services, each with a log of its own. */
export const services: readonly Service[] = ['auth', 'tasks', 'finance'];

const onPage = 50;
const refetchMilliseconds = 10_000;

/** A service's security log (A10), newest entries first. While one page is all there is, new entries appear. */
export const securityLogQuery = (service: Service, filters: SecurityFilters) =>
  infiniteQueryOptions({
    queryKey: [service, 'security-log', filters],
    queryFn: ({ pageParam, signal }) =>
      responseData(
        operationsOf[service].GET('/security-log', {
          params: { query: { ...filters, limit: onPage, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    refetchInterval: ({ state: { data } }) => ((data?.pages.length ?? 1) > 1 ? false : refetchMilliseconds),
  });

/** What a person is called now, for the filter; undefined for one who is deleted. */
export const personNameQuery = (uuid: string) =>
  queryOptions({
    queryKey: ['auth', 'people', 'name', uuid],
    queryFn: async ({ signal }) => {
      const { items } = await responseData(auth.GET('/users', { params: { query: { ids: uuid } }, signal }));
      return items[0]?.name ?? null;
    },
  });
