import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from './formats.js';

/** When the data on screen was fetched: `dataUpdatedAt` of its query. */
export function LastUpdated({ time }: { time: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <Text size="sm" c="dimmed">
      {t('asOf', { when: formats.exactInstant(new Date(time).toISOString()) })}
    </Text>
  );
}
