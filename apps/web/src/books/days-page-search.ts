import { parseDay } from '../components/days.js';

/** Of which day the page of days shows the details. */
export interface DaysPageSearch {
  day?: string;
}

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const daysPageSearch = (search: Record<string, unknown>): DaysPageSearch => ({
  day: parseDay(search['day']),
});
