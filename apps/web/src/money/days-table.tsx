import { Anchor, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../components/empty-state.js';
import { useFormats } from '../components/formats.js';
import { Money } from '../components/money.js';
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
  return (
    <Table.ScrollContainer minWidth={680} maxHeight={480}>
      <Table aria-label={label} striped stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('common:date')}</Table.Th>
            {columns.map((column) => (
              <Table.Th key={column} scope="col" ta="right">
                {t(labelKeys[column])}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((day) => (
            <Table.Tr key={day.date}>
              <Table.Th scope="row" fw={400}>
                <Anchor component="button" inherit ta="left" onClick={() => onDay(day.date)}>
                  {formats.day(day.date)}
                </Anchor>
              </Table.Th>
              {columns.map((column) => (
                <Table.Td key={column} ta="right">
                  <Money
                    amount={day[column]}
                    currency={currency}
                    isChange={!isBalance(column)}
                    {...(day[column] === 0 && { c: 'dimmed' })}
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
