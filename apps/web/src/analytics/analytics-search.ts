import { parseDay } from '../components/days.js';

/** Of what the dearest task is shown: of each day, week (from Monday) or month. */
export const periods = ['day', 'week', 'month'] as const;

export type Period = (typeof periods)[number];

/** What of the analytics is in its address. */
export interface AnalyticsSearch {
  /** First and last day; the last 30 when left out. */
  from?: string;
  to?: string;
  by?: Period;
  /** The day at whose end people were in the red; now when left out. */
  day?: string;
}

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export function analyticsSearch(search: Record<string, unknown>): AnalyticsSearch {
  const from = parseDay(search['from']);
  const to = parseDay(search['to']);
  const isInOrder = from === undefined || to === undefined || from <= to;
  return {
    from: isInOrder ? from : undefined,
    to: isInOrder ? to : undefined,
    by: periods.find((period) => period === search['by']),
    day: parseDay(search['day']),
  };
}
