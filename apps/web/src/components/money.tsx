import { Text, type TextProps } from '@mantine/core';
import { useFormats } from './formats.js';

interface MoneyProps extends TextProps {
  /** In minor units. */
  amount: number;
  /** ISO 4217. */
  currency: string;
  /** Whether it is a balance change, so that a positive amount has a plus sign. */
  isChange?: boolean;
}

const negative = 'light-dark(var(--mantine-color-red-9), var(--mantine-color-red-4))';

/** An amount of money in tabular figures; negative amounts are red. */
export function Money({ amount, currency, isChange, ...look }: MoneyProps) {
  const { money, change } = useFormats();
  return (
    <Text
      span
      inherit
      c={amount < 0 ? negative : undefined}
      style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}
      {...look}
    >
      {isChange ? change(amount, currency) : money(amount, currency)}
    </Text>
  );
}
