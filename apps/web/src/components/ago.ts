import { useInterval } from '@mantine/hooks';
import { useState } from 'react';

const minuteMilliseconds = 60_000;
const refreshMilliseconds = 30_000;

const units: [unit: Intl.RelativeTimeFormatUnit, minutes: number][] = [
  ['day', 24 * 60],
  ['hour', 60],
  ['minute', 1],
];

/** How long ago an instant was, in the largest whole unit: `3 h ago`, `2 days ago`. */
export function ago(instant: string, now: number, locale: string): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(instant)) / minuteMilliseconds));
  const [unit, size] = units.find(([, length]) => minutes >= length) ?? (['minute', 1] as const);
  // In other languages the narrow style is a negative number: -16 дн.
  const style = locale.startsWith('en') ? 'narrow' : 'short';
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style }).format(
    -Math.floor(minutes / size),
    unit,
  );
}

/** The present time in milliseconds, for ages that stay right while a page is open. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), refreshMilliseconds, { autoInvoke: true });
  return now;
}
