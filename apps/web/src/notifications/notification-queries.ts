import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { responseData, tasks } from '../api/clients.js';
import type { paths } from '../api/generated/tasks.js';

type NotificationPage = paths['/notifications']['get']['responses'][200]['content']['application/json'];
export type Notification = NotificationPage['items'][number];

/** Prefix of the keys of all queries about the user's notifications. */
export const notificationsKey = ['tasks', 'notifications'] as const;

// More than anyone gets between two changes of the topic, except while the page was asleep.
const latest = 10;

/** The latest notifications, and the number of unread ones. Every page shows it, so it is one small request. */
export const latestNotifications = () =>
  queryOptions({
    queryKey: [...notificationsKey, 'latest'],
    queryFn: ({ signal }) =>
      responseData(tasks.GET('/notifications', { params: { query: { limit: latest } }, signal })),
  });

/** All notifications, newest first. */
export const allNotifications = () =>
  infiniteQueryOptions({
    queryKey: [...notificationsKey, 'all'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) =>
      responseData(tasks.GET('/notifications', { params: { query: { cursor } }, signal })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

/** The reassignment of all open tasks that is in progress, if any. */
export const currentReassignment = () =>
  queryOptions({
    queryKey: ['tasks', 'reassignments', 'current'],
    queryFn: ({ signal }) => responseData(tasks.GET('/tasks/reassign/current', { signal })),
  });
