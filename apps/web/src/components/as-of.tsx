import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from './formats.js';

/** Of when the answer on screen is; `dataUpdatedAt` of its query. */
export function AsOf({ time }: { time: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <Text size="sm" c="dimmed">
      {t('asOf', { when: formats.exactInstant(new Date(time).toISOString()) })}
    </Text>
  );
}
