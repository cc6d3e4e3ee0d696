import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  day,
  uuid,
  type Payout,
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
import { newestFirst } from '../ledger/newest-first.js';

const payoutsCursor = z.tuple([day, uuid]);
type PayoutsCursor = z.infer<typeof payoutsCursor>;

interface PayoutRow {
  uuid: string;
  date: string;
  user: string;
  name: string | null;
  amount: string;
  paid_at: string;
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

  /** A page of payouts, newest days first; everyone's if no user is given. */
  async payouts(query: PayoutsQuery): Promise<PayoutPage> {
    const after = decodeCursor(query.cursor, payoutsCursor);
    const rows = await this.rows(this.database, query, after, query.limit + 1);
    const page = toPage(rows, query.limit, cursorKeysOf);
    if (page.next_cursor === null) {
      await this.requireMonths(this.database, query);
    }
    return { currency: this.configuration.CURRENCY, ...page };
  }

  /** Yields all requested payouts in the same order, in batches. Throws the Problems of `HeavyReads.read`. */
  allPayouts(query: PayoutsExportQuery, asker: Asker): AsyncGenerator<Payout[], void> {
    return this.heavyReads.batches(
      asker,
      async (source, after, limit) => {
        await this.requireMonths(source, query);
        return this.rows(source, query, after, limit);
      },
      cursorKeysOf,
    );
  }

  private requireMonths(source: ReadSource, { from, to }: PayoutsExportQuery): Promise<void> {
    return requireMonths(source, from ?? '-infinity', to ?? 'infinity', this.clock.now());
  }

  private async rows(
    source: ReadSource,
    { user, from, to }: PayoutsExportQuery,
    after: PayoutsCursor | undefined,
    limit: number,
  ): Promise<Payout[]> {
    const [afterDay, afterId] = after ?? [];
    const rows = await newestFirst(
      { from: from ?? '-infinity', to: to ?? 'infinity', after: afterDay, limit, now: this.clock.now() },
      (days) =>
        source.query<PayoutRow>(user === undefined ? payoutsOfAll : payoutsOfOne, [
          days.from,
          days.to,
          afterDay,
          afterId,
          limit,
          ...(user === undefined ? [] : [user]),
        ]),
    );
    return rows.map((row) => ({ ...row, amount: minorUnitsOf(row.amount) }));
  }
}

const cursorKeysOf = (payout: Payout): PayoutsCursor => [payout.date, payout.uuid];

/** SQL: payouts that meet a further condition. Two separate statements, so that each can use its own index. */
const payoutRows = (condition: string): string => `
  select posting.id as uuid, posting.booked_on::text as date, account.user_id as user,
         nullif(cached_user.name, '') as name, posting.amount::text as amount,
         ${isoInstantWithMicroseconds('posting.occurred_at')} as paid_at
  from posting
  join account on account.id = posting.person_account
  left join cached_user on cached_user.id = account.user_id
  where posting.kind = 'payout' and posting.booked_on between $1::date and $2::date
    and ($3::date is null or (posting.booked_on, posting.id) < ($3, $4::uuid)) ${condition}
  order by posting.booked_on desc, posting.id desc
  limit $5`;

const payoutsOfAll = payoutRows('');
const payoutsOfOne = payoutRows('and posting.person_account = (select id from account where user_id = $6)');
