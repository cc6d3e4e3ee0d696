import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  uuid,
  type AccountDays,
  type AccountDaysQuery,
  type AccountPage,
  type AccountsQuery,
  type AuditLogExportQuery,
  type AuditLogLine,
  type AuditLogPage,
  type AuditLogQuery,
  type Balance,
  type CompanyIncome,
  type CompanyIncomeQuery,
  type PostingKind,
} from '@ates/contracts';
import { whereFeedEnds } from '@ates/messaging';
import {
  Changes,
  Clock,
  Database,
  decodeCursor,
  HeavyReads,
  toPage,
  type Asker,
  type ReadSource,
  type Topic,
} from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { accountDaysOf, balanceAtEndOf } from './account-days.js';
import { requireMonths } from './detached-months.js';
import { accountsPage, totalsOfAccounts } from './account-list.js';
import { balancesVersion } from './balances-version.js';
import { presentOf, today } from './business-calendar.js';
import { shownTask } from '../tasks/shown-task.js';
import { keysetInstant, microsecondInstant, shownInstant, storedDay } from './microsecond-instant.js';
import { minorUnitsOf } from './minor-units.js';
import { dayFrom, newestFirst } from './newest-first.js';

const auditLogCursor = z.tuple([storedDay, microsecondInstant, uuid]);
type AuditLogCursor = z.infer<typeof auditLogCursor>;

/** Covers prices too, since each new price emits an event. */
const accountsTopic: Topic = {
  name: 'accounts',
  version: `
    select concat_ws(' ', (${whereFeedEnds}), ${balancesVersion('(select max(day) from business_day)')})`,
};

interface LineRow {
  uuid: string;
  occurred_at: string;
  keyset_instant: string;
  booked_on: string;
  kind: PostingKind;
  amount: string;
  task_id: string | null;
  description: string | null;
  reverses: string | null;
  reason: string | null;
}

/** Queries for the ledger. Amounts are in minor units. */
@Injectable()
export class LedgerQueries {
  constructor(
    private readonly database: Database,
    private readonly heavyReads: HeavyReads,
    private readonly configuration: FinanceConfiguration,
    private readonly clock: Clock,
    changes: Changes,
  ) {
    changes.register(accountsTopic);
  }

  /**
   * A person's balance (F4): the stored one now, or the one at the end of a date. 0 without postings.
   */
  async balance(user: string, date: string | undefined): Promise<Balance> {
    const found = date ? await this.balanceAt(user, date) : await this.balanceNow(user);
    return { user, currency: this.configuration.CURRENCY, ...found };
  }

  private async balanceNow(user: string) {
    const [row] = await this.database.query<{ date: string; balance: string; name: string | null }>(
      `select ${today('$2')}::text as date,
              coalesce((select balance from account where user_id = $1), 0)::text as balance,
              ${nameOfPerson} as name`,
      [user, this.present()],
    );
    return { name: row?.name ?? null, date: row?.date ?? '', balance: minorUnitsOf(row?.balance ?? '0') };
  }

  private async balanceAt(user: string, date: string) {
    const [balance, [row]] = await Promise.all([
      balanceAtEndOf(this.database, user, date),
      this.database.query<{ name: string | null }>(`select ${nameOfPerson} as name`, [user]),
    ]);
    return { name: row?.name ?? null, date, balance };
  }

  /** What each day of a range changed on a person's account (F4). */
  async accountDays(user: string, range: AccountDaysQuery): Promise<AccountDays> {
    await requireMonths(this.database, range.from, range.to, this.clock.now());
    const days = await accountDaysOf(this.database, user, range);
    return { user, currency: this.configuration.CURRENCY, ...days };
  }

  /** A page of a person's audit log, newest first (F4). */
  async auditLog(user: string, query: AuditLogQuery): Promise<AuditLogPage> {
    const after = decodeCursor(query.cursor, auditLogCursor);
    const rows = await this.lineRows(this.database, user, query, { after, limit: query.limit + 1 });
    const { items, next_cursor } = toPage(rows, query.limit, cursorKeysOf);
    if (next_cursor === null) {
      await this.requireMonths(this.database, query);
    }
    return { user, currency: this.configuration.CURRENCY, items: items.map(lineOf), next_cursor };
  }

  /** Yields all requested entries of a person's audit log, newest first, in batches. */
  async *allLines(
    user: string,
    query: AuditLogExportQuery,
    asker: Asker,
  ): AsyncGenerator<AuditLogLine[], void> {
    const batches = this.heavyReads.batches(
      asker,
      async (source, after: AuditLogCursor | undefined, limit) => {
        await this.requireMonths(source, query);
        return this.lineRows(source, user, query, { after, limit });
      },
      cursorKeysOf,
    );
    for await (const rows of batches) {
      yield rows.map(lineOf);
    }
  }

  private lineRows(
    source: ReadSource,
    user: string,
    query: AuditLogExportQuery,
    { after, limit }: { after: AuditLogCursor | undefined; limit: number },
  ): Promise<LineRow[]> {
    const { from, to } = rangeOf(query);
    const [afterDay, afterInstant, afterId] = after ?? [];
    const now = this.clock.now();
    return newestFirst(
      // The current day is in between, in whatever time zone.
      { from: from ?? dayFrom(now, -2), to: to ?? dayFrom(now, 2), after: afterDay, limit, now },
      (days) =>
        source.query<LineRow>(lineRows, [
          user,
          from,
          to,
          this.present(),
          afterDay,
          afterInstant,
          afterId,
          limit,
          days.from,
          days.to,
        ]),
    );
  }

  /** A page of all accounts, including those of people who left, with totals (F4). */
  async accounts(query: AccountsQuery): Promise<AccountPage> {
    const [page, totals] = await Promise.all([
      accountsPage(this.database, query),
      totalsOfAccounts(this.database),
    ]);
    const currency = this.configuration.CURRENCY;
    return {
      ...page,
      items: page.items.map((account) => ({ ...account, currency })),
      totals: { ...totals, currency },
    };
  }

  /** The company's income by day and in total (F5); a day that is still open counts as it stands now. */
  async companyIncome(query: CompanyIncomeQuery): Promise<CompanyIncome> {
    const { from, to } = rangeOf(query);
    const [row] = await this.database.query<{ income: string; days: CompanyIncome['days'] }>(
      `select coalesce(sum(balance), 0)::text as income,
              coalesce(json_agg(json_build_object('date', day, 'income', balance) order by day desc), '[]') as days
       from company_day_balance
       where day between coalesce($1::date, ${today('$3')})
                     and coalesce($2::date, ${today('$3')})`,
      [from, to, this.present()],
    );
    const income = minorUnitsOf(row?.income ?? '0');
    return { currency: this.configuration.CURRENCY, income, days: row?.days ?? [] };
  }

  private async requireMonths(source: ReadSource, query: AuditLogExportQuery): Promise<void> {
    const { from, to } = rangeOf(query);
    if (from !== undefined && to !== undefined) {
      await requireMonths(source, from, to, this.clock.now());
    }
  }

  private present(): string {
    return presentOf(this.configuration, this.clock.now());
  }
}

const cursorKeysOf = (row: LineRow): AuditLogCursor => [row.booked_on, row.keyset_instant, row.uuid];

const lineOf = (row: LineRow): AuditLogLine => ({
  uuid: row.uuid,
  occurred_at: row.occurred_at,
  booked_on: row.booked_on,
  kind: row.kind,
  amount: minorUnitsOf(row.amount),
  task: row.task_id === null ? null : shownTask(row.task_id, row.description),
  reverses: row.reverses,
  reason: row.reason,
});

type DayFilter = CompanyIncomeQuery;

interface DayRange {
  from?: string;
  to?: string;
}

/** The first and the last day of a filter; neither if it means today. */
function rangeOf({ date, from, to }: DayFilter): DayRange {
  if (date) {
    return { from: date, to: date };
  }
  return from || to ? { from: from ?? '-infinity', to: to ?? 'infinity' } : {};
}

/** The name of the person whose id is the first parameter. */
const nameOfPerson = `(select nullif(name, '') from cached_user where id = $1)`;

const lineRows = `
  select posting.id as uuid,
         ${shownInstant('posting.occurred_at')} as occurred_at,
         ${keysetInstant('posting.occurred_at')} as keyset_instant,
         posting.booked_on::text, posting.kind, posting.person_amount::text as amount,
         posting.task_id, task.description,
         posting.reverses, posting.reason
  from posting left join task on task.id = posting.task_id
  where posting.person_account = (select id from account where user_id = $1)
    and posting.booked_on between coalesce($2::date, ${today('$4')})
                              and coalesce($3::date, ${today('$4')})
    and posting.booked_on between $9::date and $10::date
    and ($5::date is null
         or (posting.booked_on, posting.occurred_at, posting.id) < ($5::date, $6::timestamptz, $7::uuid))
  order by posting.booked_on desc, posting.occurred_at desc, posting.id desc
  limit $8`;
