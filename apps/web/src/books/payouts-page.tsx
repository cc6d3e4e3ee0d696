import { Group, Select, Table } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DayRangeInput } from '../components/day-range.js';
import { DownloadMenu } from '../components/downloads.js';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { KeyFigure } from '../components/key-figure.js';
import { LinkedAnchor } from '../components/linked-anchor.js';
import { Money } from '../components/money.js';
import { LoadMore } from '../components/load-more.js';
import { Page } from '../components/page.js';
import { ProblemAlert } from '../components/problem-alert.js';
import { Loading, QueryResult } from '../components/query-result.js';
import { todayQuery } from '../components/today.js';
import { dayRangeOf } from './days-search.js';
import { namesQuery } from './names-queries.js';
import { totalPaidQuery, payoutsQuery, type Payout, type PayoutsFilter } from './payouts-queries.js';

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
      </Group>
      <Payouts filter={filter} />
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

function Payouts({ filter }: { filter: PayoutsFilter }) {
  const { t } = useTranslation(['books', 'common']);
  const pages = useInfiniteQuery(payoutsQuery(filter));
  const payouts = pages.data?.pages.flatMap(({ items }) => items) ?? [];
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
        <PayoutsTable payouts={payouts} currency={currency} />
      )}
      <LoadMore query={pages} />
    </>
  );
}

function TotalPaid({ filter, currency }: { filter: PayoutsFilter; currency: string }) {
  const { t } = useTranslation(['books', 'common']);
  const { day } = useFormats();
  const paid = useQuery(totalPaidQuery(filter));
  const { from, to, user } = filter;
  const query = { from, to, ...(user && { user }) };
  return (
    <Group justify="space-between" align="flex-end">
      <KeyFigure
        isMain
        label={t('paidTogether')}
        value={paid.data === undefined ? '–' : <Money amount={paid.data} currency={currency} />}
        detail={t('fromTo', { from: day(from), to: day(to) })}
      />
      <DownloadMenu
        file={{
          service: 'finance',
          path: '/accounting/payouts',
          query,
          name: `payouts-from-${from}-to-${to}`,
        }}
      />
    </Group>
  );
}

function PayoutsTable({ payouts, currency }: { payouts: readonly Payout[]; currency: string }) {
  const { t } = useTranslation(['books', 'common']);
  const { day, instant } = useFormats();
  return (
    <Table.ScrollContainer minWidth={480}>
      <Table highlightOnHover aria-label={t('common:place_payouts')} verticalSpacing="sm" maw={880}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('forDay')}</Table.Th>
            <Table.Th scope="col">{t('person')}</Table.Th>
            <Table.Th scope="col" ta="right">
              {t('paidOut')}
            </Table.Th>
            <Table.Th scope="col">{t('paidAt')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {payouts.map(({ uuid, date, user, name, amount, paid_at }) => (
            <Table.Tr key={uuid}>
              <Table.Td>
                <LinkedAnchor to="/days" search={{ day: date }} size="sm">
                  {day(date)}
                </LinkedAnchor>
              </Table.Td>
              <Table.Td>
                <LinkedAnchor to="/accounts/$uuid" params={{ uuid: user }} search={{ date }} size="sm">
                  {name ?? t('common:unknownName')}
                </LinkedAnchor>
              </Table.Td>
              <Table.Td ta="right">
                <Money amount={amount} currency={currency} />
              </Table.Td>
              <Table.Td c="dimmed" style={{ whiteSpace: 'nowrap' }}>
                {instant(paid_at)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
