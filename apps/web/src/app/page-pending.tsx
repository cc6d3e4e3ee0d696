import { Skeleton, Stack, Text } from '@mantine/core';
import { useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Loading } from '../components/query-result.js';
import { menuEntryOf } from './navigation.js';

/**
 * Stands in for a page while its code loads: the page's title, if the menu names it, above the same skeleton lines that
 * the page shows while its data loads. The title is no heading yet, so that readers jump to the page itself.
 */
export function PagePending() {
  const { t } = useTranslation();
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const entry = menuEntryOf(pathname);
  return (
    <Stack gap="lg" data-pending>
      <Stack gap={4}>
        {entry?.path === pathname ? (
          <Text
            fz="var(--mantine-h2-font-size)"
            lh="var(--mantine-h2-line-height)"
            fw="var(--mantine-h2-font-weight)"
          >
            {t(entry.labelKey)}
          </Text>
        ) : (
          <Skeleton height="calc(var(--mantine-h2-font-size) * 1.35)" width="40%" radius="sm" />
        )}
        <Skeleton height="1.55rem" width="60%" radius="sm" />
      </Stack>
      <Loading lines={10} />
    </Stack>
  );
}
