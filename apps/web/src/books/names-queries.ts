import { queryOptions, useQuery } from '@tanstack/react-query';
import { responseData, finance } from '../api/clients.js';

const maxPages = 50;
const pageSize = 200;
const freshMilliseconds = 300_000;

/** Names of all people with accounts, by id; null if Finance does not know the name yet. */
export const namesQuery = queryOptions({
  // Not under a topic: names rarely change, and the balances, which often do, are not used.
  queryKey: ['finance', 'names'],
  queryFn: async ({ signal }) => {
    const names = new Map<string, string | null>();
    let cursor: string | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      const query = { limit: pageSize, cursor };
      const accounts = await responseData(finance.GET('/accounting/accounts', { params: { query }, signal }));
      for (const { user, name } of accounts.items) {
        names.set(user, name);
      }
      if (!accounts.next_cursor) {
        break;
      }
      cursor = accounts.next_cursor;
    }
    return names;
  },
  staleTime: freshMilliseconds,
  refetchInterval: false,
});

/** Returns a function from a person's id to their name; undefined if the name is unknown. */
export function useNames(): (user: string) => string | undefined {
  const { data } = useQuery(namesQuery);
  return (user) => data?.get(user) ?? undefined;
}
