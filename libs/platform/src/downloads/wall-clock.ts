const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * The wall-clock time in a time zone at an instant, as the Date that shows the same time in UTC, because spreadsheets
 * have no time zones. To the second.
 */
export function wallClock(instant: string, timeZone: string): Date {
  const shown = formatterOf(timeZone).format(new Date(instant));
  return new Date(`${shown.replace(' ', 'T')}Z`);
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    // Swedish dates have the ISO 8601 format.
    formatter = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}
