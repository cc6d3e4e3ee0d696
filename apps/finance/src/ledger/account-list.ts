import type { AccountPage, AccountsQuery, AccountTotals } from '@ates/contracts';
import type { Database } from '@ates/platform';
import { minorUnitsOf } from './minor-units.js';

/** An account in the list, without its currency. */
type ListedAccount = Omit<AccountPage['items'][number], 'currency'>;

type ListedRow = Omit<ListedAccount, 'balance' | 'earlier_accounts'> & {
  balance: string;
  earlier_accounts: { user: string; balance: string }[];
};

/**
 * The accounts of all people, including those who left, ordered by their owners' ids, after one of them (F4). Each
 * lists the accounts of people who left and had the same email address: registering again opens a new account at zero.
 */
export async function accountsAfter(
  database: Database,
  after: string | undefined,
  limit: AccountsQuery['limit'],
): Promise<ListedAccount[]> {
  const rows = await database.query<ListedRow>(accountsSql, [after, limit]);
  return rows.map((row) => ({
    ...row,
    balance: minorUnitsOf(row.balance),
    earlier_accounts: row.earlier_accounts.map(({ user, balance }) => ({
      user,
      balance: minorUnitsOf(balance),
    })),
  }));
}

/** Totals of all accounts, without the currency. */
export async function totalsOfAccounts(database: Database): Promise<Omit<AccountTotals, 'currency'>> {
  const [row] = await database.query<Record<'to_people' | 'by_people' | 'by_deleted', string>>(
    `select coalesce(sum(balance) filter (where balance > 0), 0)::text as to_people,
            coalesce(-sum(balance) filter (where balance < 0), 0)::text as by_people,
            coalesce(-sum(balance) filter (where balance < 0 and cached_user.is_deleted), 0)::text as by_deleted
     from account left join cached_user on cached_user.id = account.user_id
     where account.kind = 'person'`,
  );
  return {
    owed_to_people: minorUnitsOf(row?.to_people ?? '0'),
    owed_by_people: minorUnitsOf(row?.by_people ?? '0'),
    owed_by_deleted: minorUnitsOf(row?.by_deleted ?? '0'),
  };
}

const accountsSql = `
  select account.user_id as user, nullif(cached_user.name, '') as name,
         coalesce(cached_user.is_deleted, false) as is_deleted, account.balance::text,
         (select coalesce(json_agg(json_build_object('user', left_account.user_id, 'balance', left_account.balance::text)
                                   order by left_account.user_id), '[]')
          from cached_user as earlier join account as left_account on left_account.user_id = earlier.id
          where earlier.is_deleted and earlier.email <> '' and earlier.id <> account.user_id
            and lower(earlier.email) = lower(cached_user.email)) as earlier_accounts
  from account left join cached_user on cached_user.id = account.user_id
  where account.kind = 'person' and ($1::uuid is null or account.user_id > $1)
  order by account.user_id
  limit $2`;
