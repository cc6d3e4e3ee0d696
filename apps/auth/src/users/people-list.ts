import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { personOrders, uuid, type UserPage, type UsersQuery, type UserView } from '@ates/contracts';
import { decodeCursor, findsPart, isoInstant, searchFormOf, toPage, type ReadSource } from '@ates/platform';

/** SQL: a person as administrators and services see them; `from` names `users` and their `last_sign_in`. */
export const userColumns = `
  users.id as uuid, users.name, users.email, users.roles, users.details,
  case when users.is_deleted then 'deleted' when last_sign_in.at is null then 'never_signed_in' else 'active' end as status,
  ${isoInstant('last_sign_in.at')} as last_sign_in_at,
  ${isoInstant('users.created_at')} as created_at, ${isoInstant('users.changed_at')} as changed_at`;

/** SQL: people and when they last signed in. */
export const usersWithSignIns = `users left join last_sign_in on last_sign_in.user_id = users.id`;

type Order = UsersQuery['order'];

type ListedRow = UserView & { sort_key: string };

const added = z.tuple([uuid]);
const ordered = z.tuple([z.enum(personOrders), z.string(), uuid]);

/**
 * A page of people, in one of the orders, or else in that in which they were added. Throws the Problem `invalid-cursor`
 * for a cursor of another order.
 */
export async function peoplePage(source: ReadSource, query: UsersQuery): Promise<UserPage> {
  const { ids, text, role, status, order, cursor, limit } = query;
  const [key, after] = lastOf(order, cursor);
  const form = text === undefined ? undefined : await searchFormOf(source, text);
  // Internationalized domains are stored in ASCII.
  const formInAscii = form && (await searchFormOf(source, withAsciiDomain(text ?? '')));
  const rows = await source.query<ListedRow>(peopleSql[order ?? 'added'], [
    ids,
    form,
    formInAscii ?? form,
    role,
    status,
    after,
    limit + 1,
    ...(order === undefined ? [] : [key]),
  ]);
  const page = toPage(rows, limit, (row) =>
    order === undefined ? [row.uuid] : [order, row.sort_key, row.uuid],
  );
  return { ...page, items: page.items.map(withoutSortKey) };
}

const withoutSortKey = (row: ListedRow): UserView => ({
  uuid: row.uuid,
  name: row.name,
  email: row.email,
  roles: row.roles,
  details: row.details,
  status: row.status,
  last_sign_in_at: row.last_sign_in_at,
  created_at: row.created_at,
  changed_at: row.changed_at,
});

/** The sort key and the id of the last person of the page before. */
function lastOf(order: Order, cursor: string | undefined): [string | null, string?] {
  if (order === undefined) {
    return [null, ...(decodeCursor(cursor, added) ?? [])];
  }
  const [, key = null, id] =
    decodeCursor(
      cursor,
      ordered.refine(([given]) => given === order),
    ) ?? [];
  return [key, id];
}

/** A part of an address with its domain in ASCII, as stored; unchanged if the domain is already ASCII or invalid. */
function withAsciiDomain(text: string): string {
  const [domain = '', ...before] = text.split('@').toReversed();
  const ascii = domainToASCII(domain);
  return ascii === '' ? text : [...before.toReversed(), ascii].join('@');
}

interface Sorting {
  /** The sort key of a person, as text in a cursor. */
  key: string;
  /** Compares a key, or the one of a cursor. */
  compared: (key: string) => string;
  direction: 'asc' | 'desc';
}

const sortedBy = ({ key, compared, direction }: Sorting): string =>
  peopleBy({
    key,
    after: `(${compared(key)}, users.id) ${direction === 'asc' ? '>' : '<'} (${compared('$8::text')}, $6::uuid)`,
    order: `${compared(key)} ${direction}, users.id ${direction}`,
  });

/** SQL: a page of people, filtered by what is given. */
const peopleBy = ({ key, after, order }: Record<'key' | 'after' | 'order', string>): string => `
  select ${userColumns}, ${key} as sort_key
  from ${usersWithSignIns}
  where users.is_deleted = coalesce($5 = 'deleted', false)
    and ($5::text is null or $5 = 'deleted' or ($5 = 'active') = (last_sign_in.at is not null))
    and ($1::uuid[] is null or users.id = any($1))
    and ($2::text is null or ${findsPart('users.search_form', '$2')} or ${findsPart('users.search_form', '$3')})
    and ($4::text is null or $4 = any(users.roles))
    and ($6::uuid is null or ${after})
  order by ${order}
  limit $7`;

/** Longer names differ in their ids: a sort key has to fit into a cursor. */
const longestKey = 60;

const byName = (direction: Sorting['direction']): string =>
  sortedBy({
    key: `left(search_form(users.name), ${longestKey})`,
    compared: (key) => `${key} collate "und-x-icu"`,
    direction,
  });

/** In microseconds, as PostgreSQL stores instants; people who never signed in come before all others. */
const bySignIn = (direction: Sorting['direction']): string =>
  sortedBy({
    key: `coalesce((extract(epoch from last_sign_in.at) * 1000000)::bigint, 0)::text`,
    compared: (key) => `(${key})::bigint`,
    direction,
  });

const peopleSql = {
  added: peopleBy({ key: `''`, after: 'users.id > $6', order: 'users.id' }),
  name: byName('asc'),
  '-name': byName('desc'),
  last_sign_in: bySignIn('asc'),
  '-last_sign_in': bySignIn('desc'),
};
