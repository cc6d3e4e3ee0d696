import { isUuid } from '../components/uuids.js';

/** What the list of the Today page can be sorted by. */
export const orders = ['newest', 'oldest', 'reward', 'fee', 'title'] as const;

export type Order = (typeof orders)[number];

/** Search parameters of the Today page, so that an open task and an order can be shared and survive a reload. */
export interface TodaySearch {
  /** Default: `newest`. */
  order?: Exclude<Order, 'newest'>;
  /** The task in the side panel. */
  task?: string;
}

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const todaySearch = ({ order, task }: Record<string, unknown>): TodaySearch => ({
  order: orders.filter((known) => known !== 'newest').find((known) => known === order),
  task: isUuid(task) ? task : undefined,
});
