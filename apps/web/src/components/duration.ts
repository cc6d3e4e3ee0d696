import { useTranslation } from 'react-i18next';
import { localeOf } from '../i18n/i18n.js';

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A number of one unit of time, such as `5 min`. */
export const inUnit = (count: number, unit: (typeof units)[number][0], locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(count);

/** A duration in its two largest units, rounded down to the smaller: `2 days 4 hr`, `5 min`. */
export function duration(seconds: number, locale: string): string {
  const whole = Math.max(0, Math.floor(seconds));
  const largest = Math.max(
    0,
    units.findIndex(([, size]) => whole >= size),
  );
  const shown = whole === 0 ? units.slice(-1) : units.slice(largest, largest + 2);
  let left = whole;
  return shown
    .map(([unit, size]) => {
      const count = Math.floor(left / size);
      left -= count * size;
      return { unit, count };
    })
    .filter(({ count }, at) => count > 0 || at === 0)
    .map(({ unit, count }) => inUnit(count, unit, locale))
    .join(' ');
}

/** A function that writes durations in the user's language. */
export function useDuration(): (seconds: number) => string {
  const { i18n } = useTranslation();
  return (seconds) => duration(seconds, localeOf(i18n.language));
}
