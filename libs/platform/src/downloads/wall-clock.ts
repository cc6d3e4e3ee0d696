const formatters = new Map<string, Intl.DateTimeFormat>();

/** The wall-clock time in a time zone at an instant, to the second: `2026-05-04 18:30:00`. */
export const localTime = (instant: string, timeZone: string): string =>
  formatterOf(timeZone).format(new Date(instant));

/**
 * The wall-clock time in a time zone at an instant, as the Date that shows the same time in UTC, because spreadsheets
 * have no time zones. To the second.
 */
export const wallClock = (instant: string, timeZone: string): Date =>
  new Date(`${localTime(instant, timeZone).replace(' ', 'T')}Z`);

/**
 * One for each time zone. A formatter takes 28 KB outside the heap that the garbage collector does not know about, so
 * those of many lines would add up to hundreds of MB before it frees them.
 */
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    // Swedish dates have the ISO 8601 format.
    formatter = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}
