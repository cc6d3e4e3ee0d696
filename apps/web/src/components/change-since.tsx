import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DayRange } from './day-range.js';
import { daysAfter, daysFrom } from './days.js';
import { Money } from './money.js';

/** The period of the same length just before a range of days. */
export function periodBefore({ from, to }: DayRange): DayRange {
  const length = daysFrom(from, to).length;
  return { from: daysAfter(from, -length), to: daysAfter(from, -1) };
}

interface ChangeSinceProps {
  now: number | undefined;
  /** The same sum for the period before. */
  before: number | undefined;
  currency: string;
}

/** How a sum of money differs from that of the period before; nothing until both are known. */
export function ChangeSince({ now, before, currency }: ChangeSinceProps) {
  const { t } = useTranslation();
  return (
    now !== undefined &&
    before !== undefined && (
      <Text component="div" inherit>
        <Money amount={now - before} currency={currency} isChange /> {t('sincePeriodBefore')}
      </Text>
    )
  );
}
