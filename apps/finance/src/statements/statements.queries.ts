import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  day,
  uuid,
  type Statement,
  type StatementDeliveriesQuery,
  type StatementDelivery,
  type StatementDeliveryPage,
} from '@ates/contracts';
import {
  Database,
  decodeCursor,
  Problem,
  toPage,
  type Transaction,
  isoInstantWithMicroseconds,
} from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { LedgerQueries } from '../ledger/ledger.queries.js';
import { minorUnitsOf } from '../ledger/minor-units.js';

const mostLines = 500;

const deliveriesCursor = z.tuple([day, uuid]);

const deliveryColumns = `
  id, day::text as date, user_id as user, state, attempts, last_error, message_id,
  case state when 'pending' then ${isoInstantWithMicroseconds('next_attempt_at')} end as next_attempt_at,
  ${isoInstantWithMicroseconds('sent_at')} as sent_at`;

interface StatementRow {
  name: string | null;
  opening_balance: string;
  carried_over: string;
}

/** Queries for statements. Amounts are in minor units. */
@Injectable()
export class StatementsQueries {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerQueries,
    private readonly configuration: FinanceConfiguration,
  ) {}

  /**
   * A person's statement of a closed day (F7), for mail and REST alike. Throws Problem `no-such-statement` if the day
   * is open, was closed before Finance had statements, or has no postings of the person.
   */
  async statement(user: string, date: string): Promise<Statement> {
    const [row] = await this.database.query<StatementRow>(
      `select nullif(cached_user.name, '') as name, opening_balance::text, carried_over::text
       from statement left join cached_user on cached_user.id = statement.user_id
       where statement.user_id = $1 and day = $2`,
      [user, date],
    );
    if (!row) {
      throw new Problem(
        'not-found',
        'no-such-statement',
        `There is no statement for ${date}: the day is still open, or this person had no postings on it.`,
      );
    }
    const page = await this.ledger.auditLog(user, { date, limit: mostLines });
    const isPayout = ({ kind }: { kind: string }) => kind === 'payout';
    const lines = page.items.filter((line) => !isPayout(line)).reverse();
    const payout = -sumOf(page.items.filter(isPayout));
    const [opening, carriedOver] = [minorUnitsOf(row.opening_balance), minorUnitsOf(row.carried_over)];
    return {
      user,
      name: row.name,
      date,
      currency: this.configuration.CURRENCY,
      opening_balance: opening,
      lines,
      left_out: page.next_cursor === null ? null : carriedOver + payout - opening - sumOf(lines),
      payout,
      carried_over: carriedOver,
    };
  }

  /** A page of statements with the delivery state of their mails, newest days first. */
  async deliveries(query: StatementDeliveriesQuery): Promise<StatementDeliveryPage> {
    const [afterDay, afterUser] = decodeCursor(query.cursor, deliveriesCursor) ?? [];
    const rows = await this.database.query<StatementDelivery>(
      `select ${deliveryColumns} from statement
       where state = $1 and ($2::date is null or (day, user_id) < ($2, $3::uuid))
       order by day desc, user_id desc
       limit $4`,
      [query.state, afterDay, afterUser, query.limit + 1],
    );
    return toPage(rows, query.limit, (row) => [row.date, row.user]);
  }
}

/** The delivery state of one statement's mail. Throws Problem `statement-not-found`. */
export async function findDelivery(tx: Transaction, id: string): Promise<StatementDelivery> {
  const [row] = await tx.query<StatementDelivery[]>(
    `select ${deliveryColumns} from statement where id = $1`,
    [id],
  );
  if (!row) {
    throw new Problem('not-found', 'statement-not-found', 'No statement has this id.');
  }
  return row;
}

const sumOf = (lines: readonly { amount: number }[]): number =>
  lines.reduce((sum, { amount }) => sum + amount, 0);
