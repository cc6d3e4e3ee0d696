import { queryOptions } from '@tanstack/react-query';
import { finance, responseData, tasks } from '../api/clients.js';
import { tasksKey } from '../tasks/task-queries.js';

const refetchMilliseconds = 60_000;

/** More than anyone has open in practice; the page links to the full list beyond them. */
const mostTasks = 200;

const fetchCompanyDay = (signal: AbortSignal) =>
  responseData(finance.GET('/accounting/open-day/company', { signal }));

/** The open day of the company. Amounts are in minor units. */
export type CompanyDay = Awaited<ReturnType<typeof fetchCompanyDay>>;

/** The open day of the company; for accountants, managers and administrators. */
export const companyDayQuery = queryOptions({
  queryKey: ['finance', 'accounts', 'company-open-day'],
  queryFn: ({ signal }) => fetchCompanyDay(signal),
  refetchInterval: refetchMilliseconds,
});

/** The current user's open tasks with their fees and rewards, and what they completed since the day began. */
export const ownWorkload = (since: string) =>
  queryOptions({
    queryKey: [...tasksKey, 'workload', since],
    queryFn: ({ signal }) =>
      responseData(tasks.GET('/tasks/workload', { params: { query: { performer: 'me', since } }, signal })),
  });

/** Everyone's open tasks by age. Counts up to 100,000 tasks, so it is not refetched with each change. */
export const companyWorkload = (since: string) =>
  queryOptions({
    queryKey: ['tasks', 'company-workload', since],
    queryFn: ({ signal }) =>
      responseData(tasks.GET('/tasks/workload', { params: { query: { since } }, signal })),
    staleTime: refetchMilliseconds / 2,
    refetchInterval: refetchMilliseconds / 2,
  });

/** Open tasks, newest first: the current user's, or everyone's. */
export const openTasks = (performer: 'me' | undefined) =>
  queryOptions({
    queryKey: [...tasksKey, 'today', 'open', performer ?? 'all'],
    queryFn: ({ signal }) => {
      const query = { performer, status: 'saving,open', limit: performer ? mostTasks : 50 };
      return responseData(tasks.GET('/tasks', { params: { query }, signal }));
    },
  });

/** Tasks completed since the day began, the last completed first: the current user's, or everyone's. */
export const completedTasks = (performer: 'me' | undefined, since: string) =>
  queryOptions({
    queryKey: [...tasksKey, 'today', 'completed', performer ?? 'all', since],
    queryFn: ({ signal }) => {
      const limit = performer ? mostTasks : 20;
      const query = { performer, completed_since: since, order: 'completed' as const, limit };
      return responseData(tasks.GET('/tasks', { params: { query }, signal }));
    },
  });
