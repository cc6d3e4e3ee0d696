import { daysSearch, type DaysSearch } from './days-search.js';

/** Search parameters of the payouts page: range of days and person. */
interface PayoutsSearch extends DaysSearch {
  user?: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const payoutsSearch = (search: Record<string, unknown>): PayoutsSearch => ({
  ...daysSearch(search),
  user: typeof search['user'] === 'string' && uuid.test(search['user']) ? search['user'] : undefined,
});
