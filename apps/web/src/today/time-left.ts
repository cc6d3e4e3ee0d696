import { useInterval } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { inUnit } from '../components/duration.js';
import { localeOf } from '../i18n/i18n.js';

const minuteMilliseconds = 60_000;
const refreshMilliseconds = 10_000;

/** The hours and minutes from now until an instant, and the time that clocks in a zone show then. */
export function useTimeLeft(until: string, timeZone: string): { left: string; at: string } {
  const { i18n } = useTranslation();
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), refreshMilliseconds, { autoInvoke: true });
  const locale = localeOf(i18n.language);
  return {
    left: timeLeft(Date.parse(until) - now, locale),
    at: new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone }).format(new Date(until)),
  };
}

/** A duration in hours and minutes, rounded up to the minute: `6 hr 12 min`. */
export function timeLeft(milliseconds: number, locale: string): string {
  const all = Math.max(0, Math.ceil(milliseconds / minuteMilliseconds));
  const [hours, minutes] = [Math.floor(all / 60), all % 60];
  const parts = [
    ...(hours > 0 ? [inUnit(hours, 'hour', locale)] : []),
    ...(minutes > 0 || hours === 0 ? [inUnit(minutes, 'minute', locale)] : []),
  ];
  return parts.join(' ');
}
