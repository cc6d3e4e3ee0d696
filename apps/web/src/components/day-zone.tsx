import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { localeOf } from '../i18n/i18n.js';
import { openDayQuery } from './open-day.js';
import { isOwnTime } from './own-time.js';

/**
 * A note below a list of times on a settlement day: which clock they are by, and when the day ends (F6). Nothing where the
 * reader's clock and the company's agree.
 */
export function DayZone() {
  const { t, i18n } = useTranslation();
  const { data: day } = useQuery(openDayQuery);
  if (!day || isOwnTime(day.ends_at, day.time_zone)) {
    return null;
  }
  const locale = localeOf(i18n.language);
  const at = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: day.time_zone });
  const own = new Intl.DateTimeFormat(locale).resolvedOptions().timeZone;
  const named = (zone: string): string => zone.replaceAll('_', ' ');
  return (
    <Text size="sm" c="dimmed">
      {t('dayZone', {
        own: named(own),
        at: at.format(new Date(day.ends_at)),
        zone: named(day.time_zone),
      })}
    </Text>
  );
}
