import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { responseData, auth, finance, tasks } from '../api/clients.js';
import { pollMilliseconds } from '../data/live-updates.js';
import type { PeopleSearch } from './people-search.js';

const pageSize = 50;

const fetchPeople = (search: PeopleSearch, cursor: string | undefined, signal: AbortSignal) =>
  responseData(auth.GET('/users', { params: { query: { ...search, cursor, limit: pageSize } }, signal }));

const fetchPerson = (uuid: string, signal?: AbortSignal) =>
  responseData(auth.GET('/users/{uuid}', { params: { path: { uuid } }, signal }));

export type PersonData = Awaited<ReturnType<typeof fetchPerson>>;

/** Prefix of the keys of all queries about people. */
export const peopleKey = ['auth', 'people'] as const;

/** People who match the search, or all. */
export const peopleList = (search: PeopleSearch) =>
  infiniteQueryOptions({
    queryKey: [...peopleKey, 'list', search],
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

const fetchSessions = (uuid: string, signal: AbortSignal) =>
  responseData(auth.GET('/users/{uuid}/sessions', { params: { path: { uuid } }, signal }));

/** A session of a person in a browser or on a device. */
export type Session = Awaited<ReturnType<typeof fetchSessions>>['items'][number];

/** A person's sessions. */
export const sessionsOf = (uuid: string) =>
  queryOptions({
    queryKey: [...peopleKey, uuid, 'sessions'],
    queryFn: ({ signal }) => fetchSessions(uuid, signal),
    // Everyone's sessions are used all the time, so Auth announces no changes of them.
    refetchInterval: pollMilliseconds,
  });

/** A person's balance. */
export const balanceOf = (uuid: string) =>
  queryOptions({
    queryKey: ['finance', 'accounts', 'balance', uuid],
    queryFn: ({ signal }) =>
      responseData(finance.GET('/accounting/balance', { params: { query: { user: uuid } }, signal })),
  });

/** The numbers of a person's open and completed tasks. */
export const taskCountsOf = (uuid: string) =>
  queryOptions({
    queryKey: ['tasks', 'tasks', 'counts', uuid],
    queryFn: ({ signal }) =>
      responseData(tasks.GET('/tasks/counts', { params: { query: { performer: uuid } }, signal })),
  });
