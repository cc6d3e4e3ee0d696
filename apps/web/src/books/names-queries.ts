import { queryOptions, useQuery } from '@tanstack/react-query';
import { responseData, finance } from '../api/clients.js';

const mostPages = 50;
const onPage = 200;
const freshMilliseconds = 300_000;

/** The names of all people with accounts, by their ids; null where Finance does not know it yet. */
export const namesQuery = queryOptions({
  // Of no topic: names hardly change, and balances, which often do, are not looked at.
  queryKey: ['finance', 'names'],
  queryFn: async ({ signal }) => {
    const names = new Map<string, string | null>();
    let cursor: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const query = { limit: onPage, cursor };
      const answer = await responseData(finance.GET('/accounting/accounts', { params: { query }, signal }));
      for (const { user, name } of answer.items) {
        names.set(user, name);
      }
      if (!answer.next_cursor) {
        break;
      }
      cursor = answer.next_cursor;
    }
    return names;
  },
  staleTime: freshMilliseconds,
  refetchInterval: false,
});

/** What to call a person that only the id is known of. */
export function useNames(): (user: string) => string | undefined {
  const { data } = useQuery(namesQuery);
  return (user) => data?.get(user) ?? undefined;
}
