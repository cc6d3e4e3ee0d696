import { Button, Center } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface MoreProps {
  /** An infinite query. */
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}

/** Under a list that goes on: shows its next page. */
export function More({ query }: MoreProps) {
  const { t } = useTranslation();
  return (
    query.hasNextPage && (
      <Center>
        <Button
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('loadMore')}
        </Button>
      </Center>
    )
  );
}
