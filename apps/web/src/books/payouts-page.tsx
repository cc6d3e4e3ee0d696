import { Group, Select, SimpleGrid } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ChangeSince, periodBefore } from '../components/change-since.js';
import { DayRangeInput } from '../components/day-range.js';
import { DownloadMenu } from '../components/downloads.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { KeyFigure } from '../components/key-figure.js';
import { Money } from '../components/money.js';
import { LoadMore } from '../components/load-more.js';
import { OrderSelect } from '../components/order-select.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { Loading, QueryResult } from '../components/query-result.js';
import { todayQuery } from '../components/today.js';
import { dayRangeOf } from './days-search.js';
import { namesQuery } from './names-queries.js';
import { totalPaidQuery, payoutsQuery, type PayoutsFilter } from './payouts-queries.js';
import { payoutOrders, type PayoutOrder } from './payouts-search.js';
import { PayoutsTable } from './payouts-table.js';

const orderTexts = {
  name: 'order_name',
  '-name': 'order_nameDown',
  amount: 'order_amount',
  '-amount': 'order_amountDown',
} as const;

/** Payouts by day and person (F6). */
export function PayoutsPage() {
  const { t } = useTranslation(['books', 'common']);
  const today = useQuery(todayQuery);
  return (
    <Page title={t('common:place_payouts')} about={t('aboutPayouts')}>
      <QueryResult query={today} lines={10}>
        {(date) => <FilteredPayouts today={date} />}
      </QueryResult>
    </Page>
  );
}

function FilteredPayouts({ today }: { today: string }) {
  const { t } = useTranslation(['books', 'common']);
  const search = useSearch({ from: '/inside/for/accounts/payouts' });
  const navigate = useNavigate();
  const filter = { ...dayRangeOf(search, today), user: search.user };
  const choose = (chosen: typeof search) =>
    void navigate({ to: '/payouts', search: { ...search, ...chosen }, replace: true });
  return (
    <>
      <Group gap="md" align="flex-end">
        <DayRangeInput range={filter} today={today} onChange={({ from, to }) => choose({ from, to })} />
        <PersonSelect user={search.user} onChange={(user) => choose({ user })} />
        {search.user === undefined && (
          <OrderSelect
            order={search.order ?? 'name'}
            options={payoutOrders.map((value) => ({ value, label: t(orderTexts[value]) }))}
            onChange={(order) => choose({ order: order === 'name' ? undefined : order })}
          />
        )}
        <PayoutsDownload filter={filter} />
      </Group>
      <Payouts filter={filter} order={search.order ?? 'name'} />
    </>
  );
}

interface PersonSelectProps {
  user: string | undefined;
  onChange: (user: string | undefined) => void;
}

const maxOptions = 50;

function PersonSelect({ user, onChange }: PersonSelectProps) {
  const { t } = useTranslation(['books', 'common']);
  const names = useQuery(namesQuery);
  const people = [...(names.data ?? [])].map(([value, name]) => ({
    value,
    label: name ?? t('common:unknownName'),
  }));
  // The URL's person, while their name is unknown.
  const others = user && !names.data?.has(user) ? [{ value: user, label: user }] : [];
  return (
    <Select
      label={t('person')}
      placeholder={t('everybody')}
      data={[...people.toSorted((one, other) => one.label.localeCompare(other.label)), ...others]}
      value={user ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      limit={maxOptions}
      searchable
      clearable
      nothingFoundMessage={t('nobodyFound')}
      clearButtonProps={{ 'aria-label': t('everybody') }}
    />
  );
}

interface PayoutsProps {
  filter: PayoutsFilter;
  order: PayoutOrder;
}

function Payouts({ filter, order }: PayoutsProps) {
  const { t } = useTranslation(['books', 'common']);
  const pages = useInfiniteQuery(payoutsQuery(filter, order));
  const payouts = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const days = pages.data?.pages.flatMap((page) => page.days) ?? [];
  const currency = pages.data?.pages[0]?.currency;
  if (!currency) {
    return pages.isError ? (
      <ProblemAlert error={pages.error} retry={() => void pages.refetch()} />
    ) : (
      <Loading lines={8} />
    );
  }
  return (
    <>
      {pages.isError && <ProblemAlert error={pages.error} retry={() => void pages.refetch()} />}
      <TotalPaid filter={filter} currency={currency} />
      {payouts.length === 0 ? (
        <EmptyState title={t('noPayouts')} detail={t('noPayoutsDetail')} />
      ) : (
        <PayoutsTable
          payouts={payouts}
          days={days}
          currency={currency}
          isOfPerson={filter.user !== undefined}
        />
      )}
      <LoadMore query={pages} />
    </>
  );
}

function TotalPaid({ filter, currency }: { filter: PayoutsFilter; currency: string }) {
  const { t } = useTranslation(['books', 'common']);
  const { days } = useFormats();
  const total = useQuery(totalPaidQuery(filter)).data;
  const before = useQuery(totalPaidQuery({ ...filter, ...periodBefore(filter) })).data;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} maw={880}>
      <KeyFigure
        isMain
        label={t('paidTogether')}
        value={total === undefined ? '–' : <Money amount={total.paid} currency={currency} />}
        detail={<ChangeSince now={total?.paid} before={before?.paid} currency={currency} />}
      />
      <KeyFigure
        isMain
        label={t('common:place_payouts')}
        value={total === undefined ? '–' : total.payouts}
        detail={days(filter.from, filter.to)}
      />
    </SimpleGrid>
  );
}

function PayoutsDownload({ filter: { from, to, user } }: { filter: PayoutsFilter }) {
  const query = { from, to, ...(user && { user }) };
  const name = `payouts-from-${from}-to-${to}`;
  return <DownloadMenu file={{ service: 'finance', path: '/accounting/payouts', query, name }} />;
}
