import { parseDay } from '../components/days.js';

/** Of which day the page of days shows the details. */
export interface DaysPageSearch {
  day?: string;
}

/** Takes from an address what is known, and leaves the rest. */
export const daysPageSearch = (search: Record<string, unknown>): DaysPageSearch => ({
  day: parseDay(search['day']),
});
