import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { responseData, finance, idempotencyHeader, operationsOf } from '../api/clients.js';
import type { Service } from '../api/services.js';
import type { DaysSearch } from './days-search.js';

/** The services, in the order that pages show them. */
export const services: readonly Service[] = ['tasks', 'finance', 'auth'];

const onPage = 50;
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

/** A message that waits for an operator: why, how large it is, and how it begins. */
export type ParkedMessage = Awaited<ReturnType<typeof fetchParked>>['items'][number];

/** Messages that a service could not take, or that no queue wanted (S6), the oldest first, a page after the other. */
export const parkedMessagesQuery = (service: Service, state: ParkedState) =>
  infiniteQueryOptions({
    queryKey: [service, 'parked-messages', state],
    queryFn: ({ pageParam, signal }) =>
      fetchParked(service, { state, limit: onPage, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });

/** Gives a parked message to its handler once more; it stays parked when it cannot be taken now either. */
export const replayParked = (service: Service, id: string, key: string) =>
  responseData(
    operationsOf[service].POST('/parked-messages/{id}/replay', {
      params: { path: { id }, header: idempotencyHeader(key) },
    }),
  );

/** Settles a parked message without effect; it is kept as a record. */
export const discardParked = (service: Service, id: string) =>
  responseData(operationsOf[service].DELETE('/parked-messages/{id}', { params: { path: { id } } }));

const fetchReconciliation = (service: Service, signal: AbortSignal) =>
  responseData(operationsOf[service].GET('/reconciliation', { signal }));

/** How far a service heard each producer, what was healed, and what should not be (F11). */
export type Reconciliation = Awaited<ReturnType<typeof fetchReconciliation>>;
export type ProducerState = Reconciliation['producers'][number];
export type ReconciliationRun = ProducerState['runs'][number];

const isGoingOn = ({ state }: ReconciliationRun): boolean => state === 'waiting' || state === 'running';

/** While a comparison goes on it is asked every second how far it is. */
export const reconciliationQuery = (service: Service) =>
  queryOptions({
    queryKey: [service, 'reconciliation'],
    queryFn: ({ signal }) => fetchReconciliation(service, signal),
    refetchInterval: ({ state: { data } }) =>
      data?.producers.some(({ runs }) => runs.some(isGoingOn)) ? runningMilliseconds : healthMilliseconds,
  });

/** Has a service compare what it knows with what a producer told after a position; 0 for all there ever was. */
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

/** How far the mail of a statement has come. */
export type StatementDelivery = Awaited<ReturnType<typeof fetchStatements>>['items'][number];

/** Mails of statements (F7), newest days first, a page after the other. */
export const statementsQuery = (state: StatementState) =>
  infiniteQueryOptions({
    queryKey: ['finance', 'days', 'statements', state],
    queryFn: ({ pageParam, signal }) => fetchStatements({ state, limit: onPage, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });

/** Has a statement mailed again. */
export const resendStatement = (id: string, key: string) =>
  responseData(finance.POST('/statements/{id}/resend', { params: { path: { id }, header: idempotencyHeader(key) } }));

const fetchVerification = (query: DaysSearch, signal: AbortSignal) =>
  responseData(finance.GET('/accounting/verification', { params: { query }, signal }));

/** Whether the books of some days are right; each difference is something stored that is not what it comes to. */
export type Verification = Awaited<ReturnType<typeof fetchVerification>>;
export type Difference = Verification['differences'][number];

/**
 * Works the books of some days out again (F3): from the first and to the present where the days are left out. It reads
 * every posting of them, so it is asked for by hand.
 */
export const verificationQuery = (query: DaysSearch) =>
  queryOptions({
    queryKey: ['finance', 'verification', query],
    queryFn: ({ signal }) => fetchVerification(query, signal),
    enabled: false,
    staleTime: Infinity,
    refetchInterval: false,
  });

/** Whether a service can work (its database answers); the Problem says why not. */
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
