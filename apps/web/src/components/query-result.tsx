import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from './problem-alert.js';

interface QueryResultProps<Data> {
  query: UseQueryResult<Data>;
  /** How many lines stand there while it loads. */
  lines?: number;
  children: (data: Data) => ReactNode;
}

/**
 * What a query answers: grey lines while it loads, the problem when it fails, and what there was before under the
 * problem when it only could not be brought up to date.
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

/** Grey lines where something is going to be. */
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
