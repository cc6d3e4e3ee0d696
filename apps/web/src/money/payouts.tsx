import { Anchor, Group, Paper, Stack, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { DownloadMenu } from '../components/downloads.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { Money } from '../components/money.js';
import { LoadMore } from '../components/load-more.js';
import { QueryResult } from '../components/query-result.js';
import { RecordTable } from '../components/record-table.js';
import { payoutsQuery } from './account-queries.js';

interface PayoutsProps {
  user: string;
  /** Shows the statement of a day. */
  onDay: (date: string) => void;
}

/** A person's payouts, newest days first. */
export function Payouts({ user, onDay }: PayoutsProps) {
  const { t } = useTranslation(['money', 'common']);
  const formats = useFormats();
  const payouts = useInfiniteQuery(payoutsQuery(user));
  return (
    <Paper component="section" aria-label={t('payouts')} withBorder p="md">
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {t('payouts')}
          </Title>
          <DownloadMenu
            file={{ service: 'finance', path: '/accounting/payouts', query: { user }, name: 'payouts' }}
            label={t('downloadPayouts')}
          />
        </Group>
        <QueryResult query={payouts}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items);
            const currency = pages[0]?.currency ?? 'USD';
            return items.length === 0 ? (
              <EmptyState title={t('noPayouts')} detail={t('noPayoutsDetail')} />
            ) : (
              <RecordTable
                label={t('payouts')}
                columns={[
                  { name: 'day', label: t('forDay') },
                  { name: 'paidAt', label: t('paidAt') },
                  { name: 'amount', label: t('amount'), isNumber: true },
                ]}
                rows={items.map(({ uuid, date, paid_at, amount }) => ({
                  key: uuid,
                  cells: {
                    day: (
                      <Anchor component="button" inherit ta="left" onClick={() => onDay(date)}>
                        {formats.day(date)}
                      </Anchor>
                    ),
                    paidAt: formats.instant(paid_at),
                    amount: <Money amount={amount} currency={currency} />,
                  },
                }))}
              />
            );
          }}
        </QueryResult>
        <LoadMore query={payouts} />
      </Stack>
    </Paper>
  );
}
