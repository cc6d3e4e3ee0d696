import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { responseData, finance } from '../api/clients.js';
import type { operations } from '../api/finance.js';
import { Problem } from '../api/problem.js';

type ResponseBody<Operation extends keyof operations> = operations[Operation] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

export type Balance = ResponseBody<'AccountingController_balance'>;
export type AccountTotals = ResponseBody<'AccountingController_accounts'>['totals'];
export type AccountDays = ResponseBody<'AccountingController_accountDays'>;
export type AccountDay = AccountDays['days'][number];
export type Line = ResponseBody<'AccountingController_auditLog'>['items'][number];
export type Delivery = ResponseBody<'StatementsController_deliveries'>['items'][number];

const pageSize = 50;
const mostDeliveries = 200;
const refetchMilliseconds = 60_000;

/** Where a keyset list begins, and where its next page does. */
const pages = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next_cursor }: { next_cursor: string | null }) => next_cursor ?? undefined,
};

/** What a person has now, and which working day it is. */
export const balanceQuery = (user: string) =>
  queryOptions({
    queryKey: ['finance', 'accounts', 'balance', user],
    queryFn: ({ signal }) =>
      responseData(finance.GET('/accounting/balance', { params: { query: { user } }, signal })),
    // A day ends without anybody telling.
    refetchInterval: refetchMilliseconds,
  });

/** What each day did to a person's account; days without a line are left out. */
export const accountDaysQuery = (user: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['finance', 'accounts', 'days', user, from, to],
    queryFn: ({ signal }) =>
      responseData(finance.GET('/accounting/account-days', { params: { query: { user, from, to } }, signal })),
  });

/** The lines of a day, newest first. */
export const linesQuery = (user: string, date: string) =>
  infiniteQueryOptions({
    ...pages,
    queryKey: ['finance', 'accounts', 'lines', user, date],
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { user, date, limit: pageSize, cursor };
      return responseData(finance.GET('/accounting/audit-log', { params: { query }, signal }));
    },
  });

/** The statement of a closed day; null when there is none, as while the day is open. */
export const statementQuery = (user: string, date: string) =>
  queryOptions({
    queryKey: ['finance', 'days', 'statement', user, date],
    queryFn: async ({ signal }) => {
      const params = { path: { date }, query: { user } };
      try {
        return await responseData(finance.GET('/accounting/statements/{date}', { params, signal }));
      } catch (error) {
        if (error instanceof Problem && error.code === 'no-such-statement') {
          return null;
        }
        throw error;
      }
    },
  });

/** What a person was paid, newest days first. */
export const payoutsQuery = (user: string) =>
  infiniteQueryOptions({
    ...pages,
    queryKey: ['finance', 'days', 'payouts', user],
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { user, limit: pageSize, cursor };
      return responseData(finance.GET('/accounting/payouts', { params: { query }, signal }));
    },
  });

/** Everybody's account, in the order of the people's ids. */
export const accountsQuery = infiniteQueryOptions({
  ...pages,
  queryKey: ['finance', 'accounts', 'all'],
  queryFn: ({ pageParam: cursor, signal }) => {
    const query = { limit: pageSize, cursor };
    return responseData(finance.GET('/accounting/accounts', { params: { query }, signal }));
  },
});

/** Statements whose mail was refused for good, the newest days: for accountants and administrators. */
export const parkedStatementsQuery = queryOptions({
  queryKey: ['finance', 'days', 'parked-statements'],
  queryFn: ({ signal }) => {
    const query = { state: 'parked', limit: mostDeliveries } as const;
    return responseData(finance.GET('/statements', { params: { query }, signal }));
  },
});

/** The money of a task: whether one of its lines was taken back already, and why. */
export const taskPostingsQuery = (task: string) =>
  queryOptions({
    queryKey: ['finance', 'accounts', 'task-postings', task],
    queryFn: ({ signal }) =>
      responseData(finance.GET('/tasks/{uuid}/postings', { params: { path: { uuid: task } }, signal })),
  });
