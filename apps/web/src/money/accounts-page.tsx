import { Badge, Group, SimpleGrid, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { KeyFigure } from '../components/key-figure.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import { LoadMore } from '../components/load-more.js';
import { OrderSelect } from '../components/order-select.js';
import { Page } from '../components/page.js';
import { QueryResult } from '../components/query-result.js';
import { RecordTable } from '../components/record-table.js';
import { SearchField } from '../components/search-field.js';
import { accountsQuery, type AccountTotals, type ListedAccount } from './account-queries.js';
import { accountOrders, type AccountsSearch } from './accounts-search.js';

const orderTexts = {
  name: 'order_name',
  '-name': 'order_nameDown',
  balance: 'order_balance',
  '-balance': 'order_balanceDown',
} as const;

const route = getRouteApi('/inside/for/accounts/accounts');

/** All accounts with their totals, for accountants and administrators (F4). */
export function AccountsPage() {
  const { t } = useTranslation(['money', 'common']);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (changed: AccountsSearch) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true });
  const accounts = useInfiniteQuery(accountsQuery(search));
  return (
    <Page title={t('common:place_accounts')} about={t('aboutAccounts')}>
      <QueryResult query={accounts} lines={10}>
        {({ pages }) => {
          const totals = pages.at(-1)?.totals;
          return (
            <>
              {totals && <Totals {...totals} />}
              <Group gap="sm" align="flex-end" maw={880}>
                <SearchField
                  label={t('searchAccounts')}
                  placeholder={t('searchAccountsHint')}
                  text={search.text}
                  onChange={(text) => change({ text })}
                />
                <OrderSelect
                  order={search.order ?? 'name'}
                  options={accountOrders.map((value) => ({ value, label: t(orderTexts[value]) }))}
                  onChange={(order) => change({ order: order === 'name' ? undefined : order })}
                />
              </Group>
              <Accounts accounts={pages.flatMap((page) => page.items)} text={search.text} />
            </>
          );
        }}
      </QueryResult>
      <LoadMore query={accounts} />
    </Page>
  );
}

/** Totals of all accounts, including the debts of deleted people. */
function Totals({ currency, ...totals }: AccountTotals) {
  const { t } = useTranslation('money');
  const { money } = useFormats();
  const owing = t('people', { count: totals.people_owing });
  const owedByDeleted = totals.owed_by_deleted;
  const ofDeleted = t('debtsOfDeleted', { amount: money(owedByDeleted, currency) });
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} maw={880}>
      <KeyFigure
        isMain
        label={t('owedToPeople')}
        value={<Money amount={totals.owed_to_people} currency={currency} />}
        detail={t('people', { count: totals.people_owed })}
      />
      <KeyFigure
        isMain
        label={t('owedByPeople')}
        value={<Money amount={totals.owed_by_people} currency={currency} />}
        detail={owedByDeleted > 0 ? [owing, ofDeleted].join(', ') : owing}
      />
    </SimpleGrid>
  );
}

interface AccountsProps {
  accounts: readonly ListedAccount[];
  /** The text that was searched for. */
  text: string | undefined;
}

function Accounts({ accounts, text }: AccountsProps) {
  const { t } = useTranslation(['money', 'common']);
  if (accounts.length === 0) {
    return text === undefined ? (
      <EmptyState title={t('noAccounts')} detail={t('noAccountsDetail')} />
    ) : (
      <EmptyState title={t('noAccountsFound')} detail={t('noAccountsFoundDetail', { text })} />
    );
  }
  // A balance that changes between two pages can bring its account onto both.
  const byUser = new Map(accounts.map((account) => [account.user, account]));
  const rows = [...byUser.values()].map((account) => ({
    key: account.user,
    cells: {
      person: <Owner account={account} />,
      tonight: <Tonight balance={account.balance} />,
      balance: <Money amount={account.balance} currency={account.currency} fw={600} isDebt />,
    },
  }));
  return (
    <div className="narrow">
      <RecordTable
        label={t('common:place_accounts')}
        columns={[
          { name: 'person', label: t('person') },
          { name: 'tonight', label: t('tonight') },
          { name: 'balance', label: t('balance'), isNumber: true },
        ]}
        rows={rows}
      />
    </div>
  );
}

function Owner({ account }: { account: ListedAccount }) {
  const { t } = useTranslation(['money', 'common']);
  const { user, name, is_deleted: isDeleted, currency, earlier_accounts: earlier } = account;
  return (
    <div>
      <LinkedAnchor to="/accounts/$uuid" params={{ uuid: user }} inherit>
        {name ?? t('common:unknownName')}
      </LinkedAnchor>
      {isDeleted && (
        <Badge ml="xs" variant="light" color="gray" tt="none">
          {t('hasLeft')}
        </Badge>
      )}
      {earlier.map((account) => (
        <Text key={account.user} size="sm" c="dimmed">
          <LinkedAnchor to="/accounts/$uuid" params={{ uuid: account.user }} inherit>
            {t('earlierAccount')}
          </LinkedAnchor>{' '}
          <Money amount={account.balance} currency={currency} isDebt />
        </Text>
      ))}
    </div>
  );
}

function Tonight({ balance }: { balance: number }) {
  const { t } = useTranslation('money');
  const outcome =
    balance > 0 ? 'tonight_paidShort' : balance < 0 ? 'tonight_carriedShort' : 'tonight_nothingShort';
  return (
    <Text span inherit c="dimmed">
      {t(outcome)}
    </Text>
  );
}
