import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { responseData, finance } from '../api/clients.js';
import type { operations } from '../api/generated/finance.js';
import { Problem } from '../api/problem.js';
import type { AccountsSearch } from './accounts-search.js';

type ResponseBody<Operation extends keyof operations> = operations[Operation] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

export type Balance = ResponseBody<'AccountingController_balance'>;
export type ListedAccount = ResponseBody<'AccountingController_accounts'>['items'][number];
export type AccountTotals = ResponseBody<'AccountingController_accounts'>['totals'];
export type AccountDays = ResponseBody<'AccountingController_accountDays'>;
export type AccountDay = AccountDays['days'][number];
export type AuditLogEntry = ResponseBody<'AccountingController_auditLog'>['items'][number];
export type Delivery = ResponseBody<'StatementsController_deliveries'>['items'][number];

const pageSize = 50;
const maxDeliveries = 200;
const refetchMilliseconds = 60_000;

/** Cursor options shared by all paginated queries. */
const pages = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next_cursor }: { next_cursor: string | null }) => next_cursor ?? undefined,
};

/** A person's current balance, and the current settlement day. */
export const balanceQuery = (user: string) =>
  queryOptions({
    queryKey: ['finance', 'accounts', 'balance', user],
    queryFn: ({ signal }) =>
      responseData(finance.GET('/accounting/balance', { params: { query: { user } }, signal })),
    // The end of a day causes no change event.
    refetchInterval: refetchMilliseconds,
  });

/** A person's account by day; days without postings are left out. */
export const accountDaysQuery = (user: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['finance', 'accounts', 'days', user, from, to],
    queryFn: ({ signal }) =>
      responseData(
        finance.GET('/accounting/account-days', { params: { query: { user, from, to } }, signal }),
      ),
  });

/** A person's audit log entries of a day, newest first. */
export const auditLogQuery = (user: string, date: string) =>
  infiniteQueryOptions({
    ...pages,
    queryKey: ['finance', 'accounts', 'audit-log', user, date],
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { user, date, limit: pageSize, cursor };
      return responseData(finance.GET('/accounting/audit-log', { params: { query }, signal }));
    },
  });

/** The statement of a closed day; null if there is none, for example because the day is open. */
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

/** A person's payouts, newest days first. */
export const payoutsQuery = (user: string) =>
  infiniteQueryOptions({
    ...pages,
    queryKey: ['finance', 'days', 'payouts', user],
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { user, limit: pageSize, cursor };
      return responseData(finance.GET('/accounting/payouts', { params: { query }, signal }));
    },
  });

/** All accounts, or those of people whose name contains a text, with the totals of all. */
export const accountsQuery = ({ text, order = 'name' }: AccountsSearch) =>
  infiniteQueryOptions({
    ...pages,
    queryKey: ['finance', 'accounts', 'all', text, order],
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { text, order, limit: pageSize, cursor };
      return responseData(finance.GET('/accounting/accounts', { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
  });

/** Statements whose mail was permanently refused, newest days first; for accountants and administrators. */
export const parkedStatementsQuery = queryOptions({
  queryKey: ['finance', 'days', 'parked-statements'],
  queryFn: ({ signal }) => {
    const query = { state: 'parked', limit: maxDeliveries } as const;
    return responseData(finance.GET('/statements', { params: { query }, signal }));
  },
});

/** A task's postings, which show whether one of them is already reversed, and why. */
export const taskPostingsQuery = (task: string) =>
  queryOptions({
    queryKey: ['finance', 'accounts', 'task-postings', task],
    queryFn: ({ signal }) =>
      responseData(finance.GET('/tasks/{uuid}/postings', { params: { path: { uuid: task } }, signal })),
  });
