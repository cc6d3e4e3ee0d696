import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  day,
  uuid,
  type Payout,
  type PayoutDay,
  type PayoutPage,
  type PayoutsExportQuery,
  type PayoutsQuery,
} from '@ates/contracts';
import {
  Clock,
  Database,
  decodeCursor,
  HeavyReads,
  toPage,
  type Asker,
  type ReadSource,
  isoInstantWithMicroseconds,
} from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { requireMonths } from '../ledger/detached-months.js';
import { minorUnitsOf } from '../ledger/minor-units.js';
import { nameKey, unnamedLast } from '../ledger/name-key.js';
import { newestFirst } from '../ledger/newest-first.js';

const payoutsCursor = z.tuple([day, uuid]);
const byName = z.tuple([z.enum(['name', '-name']), day, z.string(), uuid]);
const byAmount = z.tuple([z.enum(['amount', '-amount']), day, z.int(), uuid]);

/** The last payout of the page before: its day, its id, and the key that its day's payouts are sorted by. */
interface LastPayout {
  day?: string;
  id?: string;
  key?: string | number;
}

type Order = PayoutsQuery['order'];

interface PayoutRow extends Omit<Payout, 'amount'> {
  amount: string;
  name_key: string;
}

/** Queries for payouts (F6). Amounts are in minor units. */
@Injectable()
export class PayoutsQueries {
  constructor(
    private readonly database: Database,
    private readonly heavyReads: HeavyReads,
    private readonly configuration: FinanceConfiguration,
    private readonly clock: Clock,
  ) {}

  /**
   * A page of payouts, newest days first, and the totals of its days; everyone's if no user is given. Throws Problem
   * `invalid-cursor` for a cursor of another order.
   */
  async payouts(query: PayoutsQuery): Promise<PayoutPage> {
    const rows = await this.rows(this.database, query, lastOf(query.order, query.cursor), query.limit + 1);
    const page = toPage(rows, query.limit, (row) => keysOf(query.order, row));
    if (page.next_cursor === null) {
      await this.requireMonths(this.database, query);
    }
    const items = page.items.map(payoutOf);
    const days = query.user === undefined ? await this.daysOf(items) : items.map(onlyPayoutOfDay);
    return { currency: this.configuration.CURRENCY, ...page, items, days };
  }

  /** What everybody was paid for the days of these payouts, newest first. */
  private daysOf(payouts: readonly Payout[]): Promise<PayoutDay[]> {
    return this.database.query<PayoutDay>(
      `select day::text as date, paid_people::float8 as people, paid::float8 as amount
       from business_day where day = any ($1::date[])
       order by day desc`,
      [[...new Set(payouts.map(({ date }) => date))]],
    );
  }

  /** Yields all requested payouts in the same order, in batches. Throws the Problems of `HeavyReads.read`. */
  allPayouts(query: PayoutsExportQuery, asker: Asker): AsyncGenerator<Payout[], void> {
    return this.heavyReads.batches(
      asker,
      async (source, after: readonly [string, string] | undefined, limit) => {
        await this.requireMonths(source, query);
        const [afterDay, id] = after ?? [];
        return (await this.rows(source, query, { day: afterDay, id }, limit)).map(payoutOf);
      },
      ({ date, uuid: id }) => [date, id] as const,
    );
  }

  private requireMonths(source: ReadSource, { from, to }: PayoutsExportQuery): Promise<void> {
    return requireMonths(source, from ?? '-infinity', to ?? 'infinity', this.clock.now());
  }

  private rows(
    source: ReadSource,
    { user, from, to, order }: PayoutsExportQuery & { order?: Order },
    after: LastPayout,
    limit: number,
  ): Promise<PayoutRow[]> {
    const statement = (user === undefined ? payoutsOfAll : payoutsOfOne)[order ?? 'none'];
    return newestFirst(
      { from: from ?? '-infinity', to: to ?? 'infinity', after: after.day, limit, now: this.clock.now() },
      (days) =>
        source.query<PayoutRow>(statement, [
          days.from,
          days.to,
          after.day,
          after.id,
          limit,
          ...(user === undefined ? [] : [user]),
          ...(order === undefined ? [] : [after.key]),
        ]),
    );
  }
}

function lastOf(order: Order, cursor: string | undefined): LastPayout {
  if (order === undefined) {
    const [date, id] = decodeCursor(cursor, payoutsCursor) ?? [];
    return { day: date, id };
  }
  const ofThisOrder = z.union([byName, byAmount]).refine(([given]) => given === order);
  const [, date, key, id] = decodeCursor(cursor, ofThisOrder) ?? [];
  return { day: date, key, id };
}

function keysOf(order: Order, row: PayoutRow): (string | number)[] {
  if (order === undefined) {
    return [row.date, row.uuid];
  }
  const key = order === 'name' || order === '-name' ? row.name_key : minorUnitsOf(row.amount);
  return [order, row.date, key, row.uuid];
}

const payoutOf = (row: PayoutRow): Payout => ({
  uuid: row.uuid,
  date: row.date,
  user: row.user,
  name: row.name,
  amount: minorUnitsOf(row.amount),
  paid_at: row.paid_at,
  statement: row.statement,
});

/** A person has at most one payout a day. */
const onlyPayoutOfDay = ({ date, amount }: Payout): PayoutDay => ({ date, people: 1, amount });

/** SQL: payouts that meet a further condition, in an order within each day, after the payout $4 of the day $3. */
const payoutRows = (
  condition: string,
  keys: readonly string[],
  last: readonly string[],
  direction: 'asc' | 'desc',
): string => `
  select posting.id as uuid, posting.booked_on::text as date, account.user_id as user,
         nullif(cached_user.name, '') as name, posting.amount::text as amount,
         ${nameKey('cached_user.name')} as name_key,
         ${isoInstantWithMicroseconds('posting.occurred_at')} as paid_at, statement.state as statement
  from posting
  join account on account.id = posting.person_account
  left join cached_user on cached_user.id = account.user_id
  left join statement on statement.user_id = account.user_id and statement.day = posting.booked_on
  where posting.kind = 'payout' and posting.booked_on between $1::date and $2::date
    and ($3::date is null or posting.booked_on < $3
         or posting.booked_on = $3
            and (${[...keys, 'posting.id'].join(', ')}) ${direction === 'asc' ? '>' : '<'}
                (${[...last, '$4::uuid'].join(', ')})) ${condition}
  order by posting.booked_on desc, ${[...keys, 'posting.id'].map((key) => `${key} ${direction}`).join(', ')}
  limit $5`;

/** The same in each order; `key` is the parameter with the sort key of the payout $4. */
function payoutsWith(condition: string, key: string) {
  const name = [unnamedLast(nameKey('cached_user.name')), unnamedLast(`${key}::text`)] as const;
  const amount = [['posting.amount'], [`${key}::bigint`]] as const;
  return {
    none: payoutRows(condition, [], [], 'desc'),
    name: payoutRows(condition, ...name, 'asc'),
    '-name': payoutRows(condition, ...name, 'desc'),
    amount: payoutRows(condition, ...amount, 'asc'),
    '-amount': payoutRows(condition, ...amount, 'desc'),
  };
}

// Two sets of statements, so that each can use its own index.
const payoutsOfAll = payoutsWith('', '$6');
const payoutsOfOne = payoutsWith(
  'and posting.person_account = (select id from account where user_id = $6)',
  '$7',
);
