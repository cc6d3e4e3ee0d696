import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { Money } from '../components/money.js';
import type { ClosedDay } from './days-queries.js';

/** Totals of a closed day, or of an open day as if it were closed now. */
export function DayTotals({
  day,
  currency,
}: {
  day: Omit<ClosedDay, 'closed_at' | 'hash'>;
  currency: string;
}) {
  const { t } = useTranslation(['books', 'common']);
  const { number } = useFormats();
  const money = (amount: number) => <Money amount={amount} currency={currency} />;
  return (
    <DayDetails
      rows={[
        [t('postings'), number(day.postings)],
        [t('fees'), money(day.fees)],
        [t('rewards'), money(day.rewards)],
        [t('common:income'), money(day.income)],
        [t('paidOut'), money(day.paid)],
        [t('paidPeople'), number(day.paid_people)],
        [t('peopleInTheRed'), number(day.people_in_the_red)],
        [t('carriedOver'), money(day.carried_over)],
        [t('tasksWithProfit'), number(day.tasks_with_profit)],
        [t('tasksWithDeficit'), number(day.tasks_with_deficit)],
      ]}
    />
  );
}

/** A table of labelled values. */
export function DayDetails({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <Table variant="vertical" withTableBorder>
      <Table.Tbody>
        {rows.map(([label, value]) => (
          <Table.Tr key={label}>
            <Table.Th scope="row" fw={400}>
              {label}
            </Table.Th>
            <Table.Td ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>
              {value}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
