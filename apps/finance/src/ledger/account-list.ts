import { z } from 'zod';
import { uuid, type AccountPage, type AccountsQuery, type AccountTotals } from '@ates/contracts';
import { decodeCursor, hasPart, searchFormOf, toPage, type Database } from '@ates/platform';
import { minorUnitsOf } from './minor-units.js';
import { nameKey, unnamedLast } from './name-key.js';

/** An account in the list, without its currency. */
type ListedAccount = Omit<AccountPage['items'][number], 'currency'>;

type ListedRow = Omit<ListedAccount, 'balance' | 'earlier_accounts'> & {
  balance: string;
  name_key: string;
  earlier_accounts: { user: string; balance: string }[];
};

const joined = z.tuple([uuid]);
const byName = z.tuple([z.enum(['name', '-name']), z.string(), uuid]);
const byBalance = z.tuple([z.enum(['balance', '-balance']), z.int(), uuid]);

/**
 * A page of the accounts of all people, including those who left, in one of the orders, or else in that of their owners'
 * ids (F4). Each lists the accounts of people who left and had the same email address: registering again opens a new
 * account at zero. Throws Problem `invalid-cursor` for a cursor of another order.
 */
export async function accountsPage(
  database: Database,
  { order, text, cursor, limit }: AccountsQuery,
): Promise<{ items: ListedAccount[]; next_cursor: string | null }> {
  const [key, user] = lastOf(order, cursor);
  const form = text === undefined ? undefined : await searchFormOf(database, text);
  const rows = await database.query<ListedRow>(accountsSql[order ?? 'joined'], [
    user,
    form,
    limit + 1,
    ...(order === undefined ? [] : [key]),
  ]);
  const page = toPage(rows, limit, (row) => keysOf(order, row));
  return { ...page, items: page.items.map(accountOf) };
}

/** The sort key and the owner of the last account of the page before. */
function lastOf(
  order: AccountsQuery['order'],
  cursor: string | undefined,
): [string | number | null, string?] {
  if (order === undefined) {
    return [null, ...(decodeCursor(cursor, joined) ?? [])];
  }
  const ofThisOrder = z.union([byName, byBalance]).refine(([given]) => given === order);
  const [, key = null, user] = decodeCursor(cursor, ofThisOrder) ?? [];
  return [key, user];
}

function keysOf(order: AccountsQuery['order'], row: ListedRow): (string | number)[] {
  if (order === undefined) {
    return [row.user];
  }
  const key = order === 'name' || order === '-name' ? row.name_key : minorUnitsOf(row.balance);
  return [order, key, row.user];
}

const accountOf = (row: ListedRow): ListedAccount => ({
  user: row.user,
  name: row.name,
  is_deleted: row.is_deleted,
  balance: minorUnitsOf(row.balance),
  earlier_accounts: row.earlier_accounts.map(({ user, balance }) => ({
    user,
    balance: minorUnitsOf(balance),
  })),
});

/** Totals of all accounts, without the currency. */
export async function totalsOfAccounts(database: Database): Promise<Omit<AccountTotals, 'currency'>> {
  const [row] = await database.query<
    Record<'to_people' | 'by_people' | 'by_deleted', string> & Record<'owed' | 'owing', number>
  >(
    `select coalesce(sum(balance) filter (where balance > 0), 0)::text as to_people,
            coalesce(-sum(balance) filter (where balance < 0), 0)::text as by_people,
            coalesce(-sum(balance) filter (where balance < 0 and cached_user.is_deleted), 0)::text as by_deleted,
            count(*) filter (where balance > 0)::float8 as owed,
            count(*) filter (where balance < 0)::float8 as owing
     from account left join cached_user on cached_user.id = account.user_id
     where account.kind = 'person'`,
  );
  return {
    owed_to_people: minorUnitsOf(row?.to_people ?? '0'),
    owed_by_people: minorUnitsOf(row?.by_people ?? '0'),
    owed_by_deleted: minorUnitsOf(row?.by_deleted ?? '0'),
    people_owed: row?.owed ?? 0,
    people_owing: row?.owing ?? 0,
  };
}

/**
 * SQL: a page of accounts in the order of `keys`, after the person $1 with the sort key $4; $2 is the form of a text that
 * the name must contain.
 */
const accountsBy = (keys: readonly string[], last: readonly string[], direction: 'asc' | 'desc'): string => `
  with listed as (
    select account.user_id as user, account.balance, nullif(cached_user.name, '') as name,
           coalesce(cached_user.is_deleted, false) as is_deleted, cached_user.email,
           ${nameKey('cached_user.name')} as name_key
    from account left join cached_user on cached_user.id = account.user_id
    where account.kind = 'person'
      and ($2::text is null or ${hasPart('search_form(cached_user.name)', '$2::text')})
  ), page as (
    select page.* from listed as page
    where $1::uuid is null or (${keys.join(', ')}) ${direction === 'asc' ? '>' : '<'} (${last.join(', ')})
    order by ${inDirection(keys, direction)}
    limit $3
  )
  select page.user, page.name, page.is_deleted, page.balance::text, page.name_key,
         (select coalesce(json_agg(json_build_object('user', left_account.user_id, 'balance', left_account.balance::text)
                                   order by left_account.user_id), '[]')
          from cached_user as earlier join account as left_account on left_account.user_id = earlier.id
          where earlier.is_deleted and earlier.email <> '' and earlier.id <> page.user
            and lower(earlier.email) = lower(page.email)) as earlier_accounts
  from page
  order by ${inDirection(keys, direction)}`;

const inDirection = (keys: readonly string[], direction: 'asc' | 'desc'): string =>
  keys.map((key) => `${key} ${direction}`).join(', ');

// Qualified: the amount is answered as text, which has another order.
const user = 'page."user"';
const named = [...unnamedLast('page.name_key'), user];
const afterName = [...unnamedLast('$4::text'), '$1::uuid'];
const balance = ['page.balance', user];
const afterBalance = ['$4::bigint', '$1::uuid'];

const accountsSql = {
  joined: accountsBy([user], ['$1::uuid'], 'asc'),
  name: accountsBy(named, afterName, 'asc'),
  '-name': accountsBy(named, afterName, 'desc'),
  balance: accountsBy(balance, afterBalance, 'asc'),
  '-balance': accountsBy(balance, afterBalance, 'desc'),
};
