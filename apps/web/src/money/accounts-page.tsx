import { Paper, Stack, Table } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/empty.js';
import { LinkedAnchor } from '../parts/linked-anchor.js';
import { Money } from '../parts/money.js';
import { More } from '../parts/more.js';
import { Page } from '../parts/page.js';
import { Shown } from '../parts/shown.js';
import { accountsQuery } from './account-queries.js';

/** Everybody's accounts, for accountants and administrators. */
export function AccountsPage() {
  const { t } = useTranslation(['money', 'common']);
  const accounts = useInfiniteQuery(accountsQuery);
  return (
    <Page title={t('common:place_accounts')} about={t('aboutAccounts')}>
      <Shown query={accounts} lines={10}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? (
            <Empty title={t('noAccounts')} detail={t('noAccountsDetail')} />
          ) : (
            <Paper withBorder maw={720}>
              <Table
                aria-label={t('common:place_accounts')}
                verticalSpacing="sm"
                horizontalSpacing="lg"
                highlightOnHover
              >
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th scope="col">{t('person')}</Table.Th>
                    <Table.Th scope="col" visibleFrom="xs">
                      {t('tonight')}
                    </Table.Th>
                    <Table.Th scope="col" ta="right">
                      {t('balance')}
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map(({ user, name, balance, currency }) => (
                    <Table.Tr key={user}>
                      <Table.Th scope="row" fw={500}>
                        <LinkedAnchor to="/accounts/$uuid" params={{ uuid: user }} inherit>
                          {name ?? t('common:unknownName')}
                        </LinkedAnchor>
                      </Table.Th>
                      <Table.Td visibleFrom="xs" c="dimmed">
                        {t(
                          balance > 0
                            ? 'tonight_paidShort'
                            : balance < 0
                              ? 'tonight_carriedShort'
                              : 'tonight_nothingShort',
                        )}
                      </Table.Td>
                      <Table.Td ta="right" fw={600}>
                        <Money amount={balance} currency={currency} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Paper>
          );
        }}
      </Shown>
      <Stack maw={720}>
        <More query={accounts} />
      </Stack>
    </Page>
  );
}
