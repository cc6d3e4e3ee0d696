import { parseDay } from '../components/days.js';

/** Search parameters of the days page: the day whose details are open. */
interface DaysPageSearch {
  day?: string;
}

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const daysPageSearch = (search: Record<string, unknown>): DaysPageSearch => ({
  day: parseDay(search['day']),
});
