import { SimpleGrid, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Money } from '../components/money.js';
import type { AccountDay } from './account-queries.js';

interface DaySumsProps {
  day: AccountDay;
  currency: string;
  /** Accessible name, with the day. */
  label: string;
}

/** A day's opening balance, totals, payout and closing balance. */
export function DaySums({ day, currency, label }: DaySumsProps) {
  const { t } = useTranslation('money');
  const sums = [
    { name: t('openingBalance'), amount: day.opening_balance, isChange: false },
    { name: t('fees'), amount: day.fees, isChange: true },
    { name: t('rewards'), amount: day.rewards, isChange: true },
    ...(day.reversals === 0 ? [] : [{ name: t('reversals'), amount: day.reversals, isChange: true }]),
    ...(day.payout === 0
      ? []
      : [
          { name: t('payout'), amount: day.payout, isChange: true },
          { name: t('carriedOver'), amount: day.closing_balance, isChange: false },
        ]),
  ];
  return (
    <SimpleGrid component="dl" m={0} cols={{ base: 2, xs: 3, md: 6 }} spacing="md" aria-label={label}>
      {sums.map(({ name, amount, isChange }) => (
        <div key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text component="dd" m={0} fw={600} size="lg">
            <Money amount={amount} currency={currency} isChange={isChange} />
          </Text>
        </div>
      ))}
    </SimpleGrid>
  );
}
