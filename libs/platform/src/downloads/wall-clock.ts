const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * What the clocks of a time zone show at an instant, as the date that shows the same in UTC: spreadsheets know no
 * zones. To the second.
 */
export function wallClock(instant: string, timeZone: string): Date {
  const shown = formatterOf(timeZone).format(new Date(instant));
  return new Date(`${shown.replace(' ', 'T')}Z`);
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    // Sweden writes dates as ISO 8601 does.
    formatter = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}
