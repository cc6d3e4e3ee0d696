/** SQL that formats an instant as ISO 8601 in UTC with milliseconds, as JSON and events have it. */
export const isoInstant = (expression: string): string =>
  `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** SQL that formats an instant as ISO 8601 in UTC with microseconds, as PostgreSQL stores it. */
export const isoInstantWithMicroseconds = (expression: string): string =>
  `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/**
 * Foreign text as PostgreSQL can store it, shortened to a number of UTF-16 units: it stores neither NUL in text nor half a
 * surrogate pair in JSON, and a sender that writes one must not stop anything.
 */
export const storableText = (text: string, maxLength: number): string => {
  const short = text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
  return short.replaceAll(/[\0\p{Surrogate}]/gu, '\uFFFD');
};
