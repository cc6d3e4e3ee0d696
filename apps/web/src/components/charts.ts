import type { Formats } from './formats.js';

/** Chart colours that are distinguishable with colour blindness, in light and dark mode. */
export const chartColors = { first: 'teal.6', second: 'orange.8' } as const;

/** Formats the day of a chart's tooltip. Charts also call it before a day is hovered. */
export const tooltipDay =
  (formats: Formats) =>
  (day: unknown): string =>
    typeof day === 'string' ? formats.day(day) : '';
