import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { responseData, finance, idempotencyHeader, operationsOf } from '../api/clients.js';
import type { Service } from '../api/services.js';
import type { DaysSearch } from './days-search.js';

const pageSize = 50;
const runningMilliseconds = 1000;
const healthMilliseconds = 10_000;

export const parkedStates = ['parked', 'replayed', 'discarded'] as const;
export type ParkedState = (typeof parkedStates)[number];

interface PageOf<State> {
  state: State;
  limit: number;
  cursor?: string;
}

const fetchParked = (service: Service, query: PageOf<ParkedState>, signal: AbortSignal) =>
  responseData(operationsOf[service].GET('/parked-messages', { params: { query }, signal }));

/** A parked (dead-lettered) message: reason, size, and a preview of its body. */
export type ParkedMessage = Awaited<ReturnType<typeof fetchParked>>['items'][number];

/** Parked messages (S6), which a service could not process or which matched no queue; oldest first, paginated. */
export const parkedMessagesQuery = (service: Service, state: ParkedState) =>
  infiniteQueryOptions({
    queryKey: [service, 'parked-messages', state],
    queryFn: ({ pageParam, signal }) =>
      fetchParked(service, { state, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });

/** Redelivers a parked message to its handler; it stays parked if it fails again. */
export const replayParked = (service: Service, id: string, key: string) =>
  responseData(
    operationsOf[service].POST('/parked-messages/{id}/replay', {
      params: { path: { id }, header: idempotencyHeader(key) },
    }),
  );

/** Discards a parked message without processing it; it is kept as a record. */
export const discardParked = (service: Service, id: string) =>
  responseData(operationsOf[service].DELETE('/parked-messages/{id}', { params: { path: { id } } }));

const fetchReconciliation = (service: Service, signal: AbortSignal) =>
  responseData(operationsOf[service].GET('/reconciliation', { signal }));

/** A service's position in each producer's event feed, its reconciliation runs, and its health metrics (F11). */
export type Reconciliation = Awaited<ReturnType<typeof fetchReconciliation>>;
export type ProducerState = Reconciliation['producers'][number];
export type ReconciliationRun = ProducerState['runs'][number];

const isInProgress = ({ state }: ReconciliationRun): boolean => state === 'waiting' || state === 'running';

/** Polled every second while a reconciliation run is in progress. */
export const reconciliationQuery = (service: Service) =>
  queryOptions({
    queryKey: [service, 'reconciliation'],
    queryFn: ({ signal }) => fetchReconciliation(service, signal),
    refetchInterval: ({ state: { data } }) =>
      data?.producers.some(({ runs }) => runs.some(isInProgress)) ? runningMilliseconds : healthMilliseconds,
  });

/** Starts a run that compares a service's data with a producer's events after a position; 0 means all events. */
export const startReconciliation = (service: Service, producer: string, from: number, key: string) =>
  responseData(
    operationsOf[service].POST('/reconciliation/runs', {
      params: { header: idempotencyHeader(key) },
      body: { producer, from },
    }),
  );

export const statementStates = ['parked', 'pending', 'sent'] as const;
export type StatementState = (typeof statementStates)[number];

const fetchStatements = (query: PageOf<StatementState>, signal: AbortSignal) =>
  responseData(finance.GET('/statements', { params: { query }, signal }));

/** Delivery state of a statement's mail. */
export type StatementDelivery = Awaited<ReturnType<typeof fetchStatements>>['items'][number];

/** Statement mails (F7), newest days first, paginated. */
export const statementsQuery = (state: StatementState) =>
  infiniteQueryOptions({
    queryKey: ['finance', 'days', 'statements', state],
    queryFn: ({ pageParam, signal }) =>
      fetchStatements({ state, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });

/** Mails a statement again. */
export const resendStatement = (id: string, key: string) =>
  responseData(
    finance.POST('/statements/{id}/resend', { params: { path: { id }, header: idempotencyHeader(key) } }),
  );

const fetchVerification = (query: DaysSearch, signal: AbortSignal) =>
  responseData(finance.GET('/accounting/verification', { params: { query }, signal }));

/**
 * Result of verifying the books of a range of days; a difference is a stored value that does not match its
 * recomputation.
 */
export type Verification = Awaited<ReturnType<typeof fetchVerification>>;
export type Difference = Verification['differences'][number];

/**
 * Recomputes the books of a range of days (F3), by default from the first day to now. It reads every posting in the
 * range, so it runs only when the user requests it.
 */
export const verificationQuery = (query: DaysSearch) =>
  queryOptions({
    queryKey: ['finance', 'verification', query],
    queryFn: ({ signal }) => fetchVerification(query, signal),
    enabled: false,
    staleTime: Infinity,
    refetchInterval: false,
  });

/** Whether a service is ready (its database responds); the Problem says why not. */
export const healthQuery = (service: Service) =>
  queryOptions({
    queryKey: [service, 'health'],
    queryFn: async ({ signal }) => {
      await responseData(operationsOf[service].GET('/health/ready', { signal }));
      return true;
    },
    retry: false,
    staleTime: 0,
    refetchInterval: healthMilliseconds,
  });
