import { parseDay } from '../components/days.js';

/** Periods for which the most expensive task is shown; weeks start on Monday. */
export const periods = ['day', 'week', 'month'] as const;

export type Period = (typeof periods)[number];

/** Orders of the tasks per person; a minus sign puts the highest first. */
export const performerOrders = ['-completions', 'completions', '-draws', 'draws'] as const;

export type PerformerOrder = (typeof performerOrders)[number];

/** Search parameters of the analytics page. */
export interface AnalyticsSearch {
  /** First and last day; by default the last 30 days. */
  from?: string;
  to?: string;
  by?: Period;
  /** Show people overdrawn at the end of this day; by default now. */
  day?: string;
  /** Of the tasks per person; the most completed first, if undefined. */
  order?: PerformerOrder;
}

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export function analyticsSearch(search: Record<string, unknown>): AnalyticsSearch {
  const from = parseDay(search['from']);
  const to = parseDay(search['to']);
  const isOrdered = from === undefined || to === undefined || from <= to;
  return {
    from: isOrdered ? from : undefined,
    to: isOrdered ? to : undefined,
    by: periods.find((period) => period === search['by']),
    day: parseDay(search['day']),
    order: performerOrders.find((order) => order === search['order']),
  };
}
