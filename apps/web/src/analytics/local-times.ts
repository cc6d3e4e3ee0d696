/** The local time of an instant in a time zone, such as `18:00`. */
export const localTimeOf = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(
    new Date(instant),
  );

/** The present day by the browser's own clock, for when Finance does not answer. */
export function ownDay(now = new Date()): string {
  const minutesWest = now.getTimezoneOffset();
  return new Date(now.getTime() - minutesWest * 60_000).toISOString().slice(0, 10);
}
