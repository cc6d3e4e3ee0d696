import { parseDay } from '../components/days.js';
import { daysSearch, type DaysSearch } from './days-search.js';

/** Search parameters of the days page: range of days, and the day whose details are open. */
interface DaysPageSearch extends DaysSearch {
  day?: string;
}

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const daysPageSearch = (search: Record<string, unknown>): DaysPageSearch => ({
  ...daysSearch(search),
  day: parseDay(search['day']),
});
