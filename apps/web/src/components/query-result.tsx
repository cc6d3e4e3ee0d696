import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from './problem-alert.js';

interface QueryResultProps<Data> {
  query: UseQueryResult<Data>;
  /** Number of skeleton lines shown while it loads. */
  lines?: number;
  children: (data: Data) => ReactNode;
}

/**
 * Renders a query's data: a skeleton while it loads, the problem if it fails, and the problem above the old data if
 * only a refetch failed.
 */
export function QueryResult<Data>({ query, lines = 4, children }: QueryResultProps<Data>) {
  const retry = () => void query.refetch();
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && <ProblemAlert error={query.error} retry={retry} />}
        {children(query.data)}
      </>
    );
  }
  return query.isError ? <ProblemAlert error={query.error} retry={retry} /> : <Loading lines={lines} />;
}

/** Skeleton lines in place of content that is loading. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" role="status">
      <VisuallyHidden>{t('loading')}</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={28} radius="sm" />
      ))}
    </Stack>
  );
}
