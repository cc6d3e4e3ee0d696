import { Text, type TextProps } from '@mantine/core';
import { useFormats } from './formats.js';

interface MoneyProps extends TextProps {
  /** In minor units. */
  amount: number;
  /** ISO 4217. */
  currency: string;
  /** Whether it is a balance change, so that a positive amount has a plus sign. */
  isChange?: boolean;
  /** Whether a negative amount needs attention, as the debt of a person does. Only then it is red. */
  isDebt?: boolean;
}

const debt = 'light-dark(var(--mantine-color-red-9), var(--mantine-color-red-4))';

/** An amount of money in tabular figures; debts are red. */
export function Money({ amount, currency, isChange, isDebt, ...look }: MoneyProps) {
  const { money, change } = useFormats();
  return (
    <Text
      span
      inherit
      c={isDebt && amount < 0 ? debt : undefined}
      style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}
      {...look}
    >
      {isChange ? change(amount, currency) : money(amount, currency)}
    </Text>
  );
}
