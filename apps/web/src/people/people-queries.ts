import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { responseData, auth, tasks } from '../api/clients.js';
import type { PeopleSearch } from './people-search.js';

const pageSize = 50;

const fetchPeople = ({ text, role }: PeopleSearch, cursor: string | undefined, signal: AbortSignal) =>
  responseData(auth.GET('/users', { params: { query: { text, role, cursor, limit: pageSize } }, signal }));

const fetchPerson = (uuid: string, signal?: AbortSignal) =>
  responseData(auth.GET('/users/{uuid}', { params: { path: { uuid } }, signal }));

export type PersonData = Awaited<ReturnType<typeof fetchPerson>>;

/** Prefix of the keys of all queries about people. */
export const peopleKey = ['auth', 'people'] as const;

/** People who match the search, or all, ordered by when they were added. */
export const peopleList = (search: PeopleSearch) =>
  infiniteQueryOptions({
    queryKey: [...peopleKey, 'list', search.text, search.role],
    queryFn: ({ signal, pageParam }) => fetchPeople(search, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** One person from Auth. */
export const personOf = (uuid: string) =>
  queryOptions({
    queryKey: [...peopleKey, uuid],
    queryFn: ({ signal }) => fetchPerson(uuid, signal),
  });

/** The number of a person's open tasks. */
export const taskCountsOf = (uuid: string) =>
  queryOptions({
    queryKey: ['tasks', 'tasks', 'counts', uuid],
    queryFn: ({ signal }) =>
      responseData(tasks.GET('/tasks/counts', { params: { query: { performer: uuid } }, signal })),
  });
