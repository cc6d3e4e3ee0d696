import { VisuallyHidden } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { finance, operationsOf, responseData } from '../api/clients.js';
import { services, type Service } from '../api/services.js';
import classes from './frame.module.css';

const mostCounted = 9;
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

/**
 * How much waits for attention in operations: parked messages, statements that could not be mailed, and days that have
 * ended but are still open. Empty while nothing does.
 */
export function OperationsBadge() {
  const { t } = useTranslation();
  const parked = useQueries({ queries: services.map(parkedMessages) });
  const statements = useQuery(parkedStatements);
  const days = useQuery(overdueDays);
  const count = [...parked, statements, days].reduce((sum, { data = 0 }) => sum + data, 0);
  return (
    count > 0 && (
      <span className={classes.badge}>
        <span aria-hidden>{count > mostCounted ? `${mostCounted}+` : count}</span>
        <VisuallyHidden>
          {count > mostCounted ? t('manyWaiting', { count: mostCounted }) : t('waiting', { count })}
        </VisuallyHidden>
      </span>
    )
  );
}
