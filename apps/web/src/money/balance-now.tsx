import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';
import { Money } from '../components/money.js';
import { DaySums } from './day-sums.js';
import type { AccountDay } from './account-queries.js';

interface BalanceNowProps {
  balance: number;
  currency: string;
  today: AccountDay;
}

const standings = {
  owed: { labelKey: 'standing_owed', color: 'teal' },
  even: { labelKey: 'standing_even', color: 'gray' },
  owing: { labelKey: 'standing_owing', color: 'red' },
} as const;

// Debts have their own colour.
const positive = 'light-dark(var(--mantine-color-teal-7), var(--mantine-color-teal-4))';

const standingOf = (balance: number): keyof typeof standings =>
  balance > 0 ? 'owed' : balance < 0 ? 'owing' : 'even';

const tonight = { owed: 'tonight_paid', even: 'tonight_nothing', owing: 'tonight_carried' } as const;

/** The current balance, what will happen to it tonight, and today's totals. */
export function BalanceNow({ balance, currency, today }: BalanceNowProps) {
  const { t } = useTranslation('money');
  const { money, day } = useFormats();
  const standing = standingOf(balance);
  const { labelKey, color } = standings[standing];
  return (
    <Paper component="section" aria-label={t('balanceNow')} withBorder p="md">
      <Stack gap="md">
        <div>
          <Title order={2} size="sm" fw={500} c="dimmed">
            {t('balanceNow')}
          </Title>
          <Group gap="md" align="center">
            <Money
              amount={balance}
              currency={currency}
              isDebt
              fz={{ base: 36, sm: 44 }}
              fw={700}
              lh={1.2}
              {...(balance > 0 && { c: positive })}
            />
            <Badge variant="light" color={color} size="lg" tt="none" autoContrast>
              {t(labelKey)}
            </Badge>
          </Group>
          <Text mt={4}>{t(tonight[standing], { amount: money(Math.abs(balance), currency) })}</Text>
        </div>
        <DaySums day={today} currency={currency} label={t('whatTodayDid', { day: day(today.date) })} />
      </Stack>
    </Paper>
  );
}
