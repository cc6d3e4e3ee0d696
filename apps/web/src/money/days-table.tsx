import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { Money } from '../components/money.js';
import { RecordTable } from '../components/record-table.js';
import type { AccountDay } from './account-queries.js';

interface DaysTableProps {
  days: readonly AccountDay[];
  currency: string;
  label: string;
  /** Shows the statement of a day. */
  onDay: (date: string) => void;
}

const columns = ['opening_balance', 'fees', 'rewards', 'reversals', 'payout', 'closing_balance'] as const;
const labelKeys = {
  opening_balance: 'openingBalance',
  fees: 'fees',
  rewards: 'rewards',
  reversals: 'reversals',
  payout: 'payout',
  closing_balance: 'closingBalance',
} as const;
const isBalance = (column: (typeof columns)[number]) => column.endsWith('_balance');

const hasPostings = ({ fees, rewards, reversals, payout }: AccountDay): boolean =>
  [fees, rewards, reversals, payout].some((sum) => sum !== 0);

/** Days with postings, newest first. */
export function DaysTable({ days, currency, label, onDay }: DaysTableProps) {
  const { t } = useTranslation(['money', 'common']);
  const formats = useFormats();
  const shown = days.filter(hasPostings).reverse();
  if (shown.length === 0) {
    return <EmptyState title={t('nothingBooked')} />;
  }
  const rows = shown.map((day) => {
    const amountOf = (column: (typeof columns)[number]) => (
      <Money
        amount={day[column]}
        currency={currency}
        isChange={!isBalance(column)}
        {...(day[column] === 0 && { c: 'dimmed' })}
      />
    );
    return {
      key: day.date,
      cells: {
        date: (
          <Anchor component="button" inherit ta="left" onClick={() => onDay(day.date)}>
            {formats.day(day.date)}
          </Anchor>
        ),
        opening_balance: amountOf('opening_balance'),
        fees: amountOf('fees'),
        rewards: amountOf('rewards'),
        reversals: amountOf('reversals'),
        payout: amountOf('payout'),
        closing_balance: amountOf('closing_balance'),
      },
    };
  });
  return (
    <RecordTable
      label={label}
      columns={[
        { name: 'date', label: t('common:date') },
        ...columns.map((name) => ({ name, label: t(labelKeys[name]), isNumber: true })),
      ]}
      rows={rows}
      isScrolled
    />
  );
}
