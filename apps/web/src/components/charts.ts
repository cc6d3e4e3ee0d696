import type { Formats } from './formats.js';

/** Colours of a chart that can be told apart by everybody, in light and dark. */
export const chartColors = { first: 'teal.6', second: 'orange.8' } as const;

/** Writes the day that is pointed at out in full; a chart asks for it before anything is pointed at too. */
export const pointedDay =
  (formats: Formats) =>
  (day: unknown): string =>
    typeof day === 'string' ? formats.day(day) : '';
