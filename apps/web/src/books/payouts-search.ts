import { isUuid } from '../components/uuids.js';
import { daysSearch, type DaysSearch } from './days-search.js';

/** Orders of the payouts of a day; a minus sign reverses one. */
export const payoutOrders = ['name', '-name', 'amount', '-amount'] as const;

export type PayoutOrder = (typeof payoutOrders)[number];

/** Search parameters of the payouts page: range of days, person and order. */
interface PayoutsSearch extends DaysSearch {
  user?: string;
  /** By name, if undefined. */
  order?: PayoutOrder;
}

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const payoutsSearch = (search: Record<string, unknown>): PayoutsSearch => ({
  ...daysSearch(search),
  user: isUuid(search['user']) ? search['user'] : undefined,
  order: payoutOrders.find((order) => order === search['order']),
});
