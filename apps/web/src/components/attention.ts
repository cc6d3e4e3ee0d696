import { useQueries, useQuery } from '@tanstack/react-query';
import { finance, operationsOf, responseData } from '../api/clients.js';
import { services, type Service } from '../api/services.js';

/** Counts end here: beyond it, there are just many. */
export const mostCounted = 9;
const limit = mostCounted + 1;
/** How often to look for days that are still open; the rest is reported live. */
const daysMilliseconds = 300_000;

interface Asked {
  signal: AbortSignal;
}

const parkedMessages = (service: Service) => ({
  queryKey: [service, 'parked-messages', 'waiting'],
  queryFn: async ({ signal }: Asked) => {
    const query = { state: 'parked', limit } as const;
    const page = await responseData(
      operationsOf[service].GET('/parked-messages', { params: { query }, signal }),
    );
    return page.items.length;
  },
});

const parkedStatements = {
  queryKey: ['finance', 'days', 'statements', 'waiting'],
  queryFn: async ({ signal }: Asked) => {
    const query = { state: 'parked', limit } as const;
    const page = await responseData(finance.GET('/statements', { params: { query }, signal }));
    return page.items.length;
  },
};

/** Days that have ended and could not be closed yet. */
const overdueDays = {
  queryKey: ['finance', 'reconciliation', 'open-past-days'],
  queryFn: async ({ signal }: Asked) => {
    const { figures } = await responseData(finance.GET('/reconciliation', { signal }));
    return figures['open_past_days'] ?? 0;
  },
  staleTime: daysMilliseconds,
  refetchInterval: daysMilliseconds,
};

/** What needs an operator's attention; messages and statements are counted up to ten for each service. */
export interface Attention {
  /** Parked (dead-lettered) messages by service (S6). */
  messages: ReadonlyMap<Service, number>;
  /** Statements that could not be mailed (F7). */
  statements: number;
  /** Days that have ended but are still open (F6). */
  days: number;
  total: number;
  /** Services that did not answer, so that nothing is known about them. */
  unknown: ReadonlySet<Service>;
  isPending: boolean;
}

/** What needs attention in operations, for those who may see it: accountants and administrators. */
export function useAttention(): Attention {
  const parked = useQueries({ queries: services.map(parkedMessages) });
  const statements = useQuery(parkedStatements);
  const days = useQuery(overdueDays);
  const all = [...parked, statements, days];
  const unknown = new Set(services.filter((_, index) => parked[index]?.isError));
  if (statements.isError || days.isError) {
    unknown.add('finance');
  }
  return {
    messages: new Map(services.map((service, index) => [service, parked[index]?.data ?? 0])),
    statements: statements.data ?? 0,
    days: days.data ?? 0,
    total: all.reduce((sum, { data = 0 }) => sum + data, 0),
    unknown,
    isPending: all.some(({ isPending }) => isPending),
  };
}
