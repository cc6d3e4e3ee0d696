import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../components/formats.js';

interface TaskPriceProps {
  fee: number | null;
  reward: number | null;
  currency: string | null;
}

/** What a task costs and earns, in one line: `Fee $12.77 · reward $31.20`. */
export function TaskPrice({ fee, reward, currency }: TaskPriceProps) {
  const { t } = useTranslation('tasks');
  const { money } = useFormats();
  return (
    <Text size="xs" c="dimmed" className="figures">
      {fee === null || reward === null || currency === null
        ? t('priceIsComing')
        : t('feeAndReward', { fee: money(fee, currency), reward: money(reward, currency) })}
    </Text>
  );
}
