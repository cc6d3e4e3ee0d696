import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { localeOf } from '../i18n/i18n.js';

/** Formatters for dates, numbers and money in the user's language. */
export interface Formats {
  /** An amount in minor units of an ISO 4217 currency: 1277 of USD is $12.77. */
  money: (minorUnits: number, currency: string) => string;
  /** A balance change: the amount with a sign, also if it is positive. */
  change: (minorUnits: number, currency: string) => string;
  /** A short amount for a chart axis: $1.3K. */
  shortMoney: (minorUnits: number, currency: string) => string;
  /** A settlement day such as `2026-03-02`, independent of the browser's time zone. */
  day: (day: string) => string;
  /** The month of a day or of `2026-03`: March 2026. */
  month: (month: string) => string;
  /** A short day for a chart axis. */
  shortDay: (day: string) => string;
  /** A range of days, or one day if both are the same. */
  days: (first: string, last: string) => string;
  /** An instant (ISO 8601) in the browser's time zone, to the minute. */
  instant: (instant: string) => string;
  /** An instant to the second. */
  exactInstant: (instant: string) => string;
  /** The time of an instant in the browser's time zone, to the minute. */
  time: (instant: string) => string;
  number: (value: number) => string;
  /** A size in bytes, in a suitable unit: 2048 is 2 kB. */
  byteSize: (bytes: number) => string;
  /** A fraction as a percentage: 0.125 is 12.5%. */
  percent: (share: number) => string;
}

/** The number of decimal places of an ISO 4217 currency. */
export const minorDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

const byteUnits = ['byte', 'kilobyte', 'megabyte'] as const;

export function formatsFor(locale: string): Formats {
  const dayFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const shortDayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const monthFormat = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const instantFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const exactFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const timeFormat = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const numberFormat = new Intl.NumberFormat(locale);
  const percentFormat = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const inCurrency = (minorUnits: number, currency: string, options: Intl.NumberFormatOptions = {}) =>
    new Intl.NumberFormat(locale, { style: 'currency', currency, ...options }).format(
      minorUnits / 10 ** minorDigits(currency),
    );
  const dayAsDate = (day: string) => new Date(`${day}T00:00:00Z`);
  return {
    money: (minorUnits, currency) => inCurrency(minorUnits, currency),
    change: (minorUnits, currency) => inCurrency(minorUnits, currency, { signDisplay: 'exceptZero' }),
    shortMoney: (minorUnits, currency) =>
      inCurrency(minorUnits, currency, {
        notation: 'compact',
        currencyDisplay: 'narrowSymbol',
        maximumFractionDigits: 1,
      }),
    day: (day) => dayFormat.format(dayAsDate(day)),
    month: (month) => monthFormat.format(dayAsDate(`${month.slice(0, 7)}-01`)),
    shortDay: (day) => shortDayFormat.format(dayAsDate(day)),
    days: (first, last) => dayFormat.formatRange(dayAsDate(first), dayAsDate(last)),
    instant: (instant) => instantFormat.format(new Date(instant)),
    exactInstant: (instant) => exactFormat.format(new Date(instant)),
    time: (instant) => timeFormat.format(new Date(instant)),
    number: (value) => numberFormat.format(value),
    byteSize: (bytes) => {
      const step = Math.min(byteUnits.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)));
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: byteUnits[step],
        maximumFractionDigits: 1,
      }).format(bytes / 1024 ** step);
    },
    percent: (share) => percentFormat.format(share),
  };
}

export function useFormats(): Formats {
  const { i18n } = useTranslation();
  return useMemo(() => formatsFor(localeOf(i18n.language)), [i18n.language]);
}
