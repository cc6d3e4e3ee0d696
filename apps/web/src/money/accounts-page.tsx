import { Badge, Paper, Stack, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import { LoadMore } from '../components/load-more.js';
import { Page } from '../components/page.js';
import { QueryResult } from '../components/query-result.js';
import { useFormats } from '../components/formats.js';
import { accountsQuery, type AccountTotals } from './account-queries.js';

/** All accounts, for accountants and administrators. */
export function AccountsPage() {
  const { t } = useTranslation(['money', 'common']);
  const accounts = useInfiniteQuery(accountsQuery);
  return (
    <Page title={t('common:place_accounts')} about={t('aboutAccounts')}>
      <QueryResult query={accounts} lines={10}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          const totals = pages.at(-1)?.totals;
          return items.length === 0 || !totals ? (
            <EmptyState title={t('noAccounts')} detail={t('noAccountsDetail')} />
          ) : (
            <Stack gap="lg" maw={720}>
              <Totals {...totals} />
              <Paper withBorder>
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
                    {items.map(
                      ({ user, name, is_deleted: hasLeft, balance, currency, earlier_accounts: earlier }) => (
                        <Table.Tr key={user}>
                          <Table.Th scope="row" fw={500}>
                            <LinkedAnchor to="/accounts/$uuid" params={{ uuid: user }} inherit>
                              {name ?? t('common:unknownName')}
                            </LinkedAnchor>
                            {hasLeft && (
                              <Badge ml="xs" variant="light" color="gray">
                                {t('hasLeft')}
                              </Badge>
                            )}
                            {earlier.map((account) => (
                              <Text key={account.user} size="sm" c="dimmed">
                                <LinkedAnchor to="/accounts/$uuid" params={{ uuid: account.user }} inherit>
                                  {t('earlierAccount')}
                                </LinkedAnchor>{' '}
                                <Money amount={account.balance} currency={currency} />
                              </Text>
                            ))}
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
                      ),
                    )}
                  </Table.Tbody>
                </Table>
              </Paper>
            </Stack>
          );
        }}
      </QueryResult>
      <Stack maw={720}>
        <LoadMore query={accounts} />
      </Stack>
    </Page>
  );
}

/** Totals of all accounts, including the debts of deleted people. */
function Totals({ currency, ...totals }: AccountTotals) {
  const { t } = useTranslation('money');
  const { money } = useFormats();
  const owedByDeleted = totals.owed_by_deleted;
  return (
    <Stack gap={2}>
      <Text>
        {t('accountTotals', {
          toPeople: money(totals.owed_to_people, currency),
          byPeople: money(totals.owed_by_people, currency),
        })}
      </Text>
      {owedByDeleted > 0 && (
        <Text c="dimmed">{t('debtsOfDeleted', { amount: money(owedByDeleted, currency) })}</Text>
      )}
    </Stack>
  );
}
