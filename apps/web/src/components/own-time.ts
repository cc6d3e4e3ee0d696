const timeIn = (instant: string, locale: string, timeZone?: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short', timeZone }).format(
    new Date(instant),
  );

/** Whether clocks in a time zone show the same as the reader's at an instant. */
export const isOwnTime = (instant: string, timeZone: string, own?: string): boolean =>
  timeIn(instant, 'en-US', timeZone) === timeIn(instant, 'en-US', own);
