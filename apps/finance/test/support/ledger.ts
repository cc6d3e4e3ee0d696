import { Test, type TestingModule } from '@nestjs/testing';
import { ScheduleModule } from '@nestjs/schedule';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import {
  taskAssigned,
  taskChanged,
  taskChangedV2,
  taskCompleted,
  type AuditLogPage,
  type AuditLogQuery,
  type DayClosing,
  type LedgerVerification,
  type Reversal,
  type TaskText,
  type VerificationQuery,
} from '@ates/contracts';
import { Outbox, ProducerFeeds, type Effects, type ReceivedEvent } from '@ates/messaging';
import {
  Clock,
  Database,
  DatabaseModule,
  isoInstantWithMicroseconds,
  ServiceCalls,
  ServicePart,
  StreamsModule,
  type Transaction,
} from '@ates/platform';
import { AwaitedProducers } from '../../src/days/awaited-producers.js';
import type { DueDays } from '../../src/days/calendar.js';
import { CloseDay, CloseDayHandler } from '../../src/days/close-day.js';
import { CloseDueDayHandler } from '../../src/days/close-due-day.js';
import { FinanceConfiguration } from '../../src/config.js';
import { BusinessCalendar } from '../../src/ledger/business-calendar.js';
import { LedgerQueries } from '../../src/ledger/ledger.queries.js';
import {
  PostTaskEvents,
  PostTaskEventsHandler,
  type TaskEventBody,
} from '../../src/ledger/post-task-events.js';
import { ReversePosting, ReversePostingHandler } from '../../src/ledger/reverse-posting.js';
import { idOfKey } from '../../src/ledger/posting-id.js';
import { JournalQueries } from '../../src/journal/journal.queries.js';
import { LostDays } from '../../src/journal/lost-days.js';
import { compareTasks } from '../../src/tasks/task-changes.js';
import { VerificationQueries } from '../../src/verification/verification.queries.js';
import { VerifiedFeed } from '../../src/verification/verified-feed.js';
import { VerifiedJournal } from '../../src/verification/verified-journal.js';
import type { TestDatabase } from '../../../../test/support/database.js';
import { createServiceDatabase, databaseSettings } from '../../../../test/support/service-database.js';
import { withoutGuards } from './without-guards.js';
import { storedEvents } from '../../../../test/support/events.js';

export type TaskEvent = ReceivedEvent<TaskEventBody>;

export const priceSecret = 'price-secret-for-tests-only';

const configurationIn = (timeZone: string, endsAt = '00:00'): FinanceConfiguration => {
  const inUtc = FinanceConfiguration.read({
    PORT: '4303',
    DATABASE_URL: 'postgres://unused',
    MESSAGE_TRANSPORT: 'feed',
    OIDC_ISSUER: 'http://unused',
    AUTH_URL: 'http://unused',
    TASKS_URL: 'http://unused',
    SERVICE_CLIENT_ID: 'finance',
    SERVICE_CLIENT_SECRET: 'finance-secret-for-tests-only',
    PRICE_SECRET: priceSecret,
  });
  return Object.assign(inUtc, { BUSINESS_TIME_ZONE: timeZone, DAY_ENDS_AT: endsAt });
};

export interface StoredPosting {
  key: string;
  kind: string;
  task_id: string;
  user_id: string;
  amount: number;
  occurred_at: string;
  booked_on: string;
}

/** This ledger subscribes to no producers, so it must not call any. */
class NoCalls extends ServiceCalls {
  get(url: string): Promise<unknown> {
    throw new Error(`unexpected call to ${url}`);
  }
}

/** The ledger on a real database, with events delivered as a transport delivers them. */
export class Ledger {
  private constructor(
    private readonly context: TestingModule,
    readonly database: TestDatabase,
  ) {}

  static async start(): Promise<Ledger> {
    const database = await createServiceDatabase('finance');
    const context = await Test.createTestingModule({
      imports: [
        ScheduleModule.forRoot(),
        DatabaseModule.forRoot(databaseSettings('finance', database)),
        StreamsModule,
      ],
      providers: [
        LedgerQueries,
        VerificationQueries,
        VerifiedFeed,
        VerifiedJournal,
        JournalQueries,
        LostDays,
        {
          provide: ProducerFeeds,
          inject: [Database],
          useFactory: (books: Database) => new ProducerFeeds('feed', [], new NoCalls(), books),
        },
        Outbox,
        PostTaskEventsHandler,
        { provide: FinanceConfiguration, useValue: configurationIn('UTC') },
      ],
    }).compile();
    await context.init();
    return new Ledger(context, database);
  }

  async stop(): Promise<void> {
    await this.context.close();
    await this.database.drop();
  }

  /** Empties the books, bypassing the triggers that keep them append-only. */
  async empty(): Promise<void> {
    const guarded = ['posting', 'posting_key', 'business_day', 'carried_balance', 'day_result'];
    await withoutGuards(this.database, guarded, () =>
      this.database.query(`truncate company_day_balance, sealed_day, ${guarded.join(', ')}`),
    );
    await this.database.query(`update account set balance = 0 where kind <> 'company'`);
  }

  /** Delivers a batch; resolves when it is committed. */
  deliver(events: readonly TaskEvent[]): Promise<void> {
    return deliverTo(this.context.get(PostTaskEventsHandler), events);
  }

  /** Delivers a batch as reconciliation does, which rereads events; returns how many effects were new. */
  async compare(events: readonly TaskEvent[]): Promise<Effects> {
    let found: Effects = {};
    const settle = (_tx: Transaction, effects: Effects = {}): Promise<void> => {
      found = effects;
      return Promise.resolve();
    };
    const batch = { events, isComparison: true, settle };
    await this.context.get(PostTaskEventsHandler).execute(new PostTaskEvents(batch));
    return found;
  }

  /** Marks every description to be fetched again, as after a restore of Tasks. */
  compareTasks(): Promise<void> {
    const database = this.context.get(Database);
    return database.transaction((tx) => compareTasks(tx, database.signals, null));
  }

  /** Delivers a batch to a Finance with another time zone. */
  deliverIn(timeZone: string, events: readonly TaskEvent[], endsAt = '00:00'): Promise<void> {
    return this.deliverBy(this.context.get(Clock), events, timeZone, endsAt);
  }

  /** Delivers a batch at an instant. */
  deliverAt(now: string, events: readonly TaskEvent[], timeZone = 'UTC'): Promise<void> {
    return this.deliverBy(clockAt(now), events, timeZone, '00:00');
  }

  private deliverBy(
    clock: Clock,
    events: readonly TaskEvent[],
    timeZone: string,
    endsAt: string,
  ): Promise<void> {
    const handler = new PostTaskEventsHandler(
      this.context.get(Database),
      this.context.get(Outbox),
      clock,
      configurationIn(timeZone, endsAt),
    );
    return deliverTo(handler, events);
  }

  /** Runs Finance's startup check of the calendar, with a time zone that configuration parsing has not checked. */
  checkCalendar(timeZone: string, endsAt = '00:00', booksBegin?: string, now?: string): Promise<void> {
    const configuration = Object.assign(configurationIn(timeZone, endsAt), { BOOKS_BEGIN: booksBegin });
    const clock = now === undefined ? this.context.get(Clock) : clockAt(now);
    const calendar = new BusinessCalendar(
      this.context.get(Database),
      configuration,
      clock,
      new ServicePart(),
    );
    return calendar.onModuleInit();
  }

  /** Closes the earliest day, or empty days, due at an instant; returns the last day closed, if any. */
  async closeDueDay(now: string, timeZone = 'UTC', endsAt = '00:00'): Promise<string | undefined> {
    return (await this.closeStep(now, timeZone, endsAt))?.last;
  }

  /** Closes what is due first at an instant: one day, or consecutive empty days. */
  closeStep(now: string, timeZone = 'UTC', endsAt = '00:00'): Promise<DueDays | undefined> {
    const handler = new CloseDueDayHandler(
      this.context.get(Database),
      this.context.get(Outbox),
      this.noAwaitedProducers(),
      clockAt(now),
      configurationIn(timeZone, endsAt),
    );
    return handler.execute();
  }

  private noAwaitedProducers(): AwaitedProducers {
    const database = this.context.get(Database);
    return new AwaitedProducers(
      database,
      new ProducerFeeds('feed', [], new NoCalls(), database),
      configurationIn('UTC'),
    );
  }

  /** Closes every day due at an instant, in order; returns them. */
  async closeDueDays(now: string, timeZone = 'UTC', endsAt = '00:00'): Promise<string[]> {
    const closed: string[] = [];
    for (;;) {
      const step = await this.closeStep(now, timeZone, endsAt);
      if (!step) {
        return closed;
      }
      closed.push(...daysBetween(step.first, step.last));
    }
  }

  /** Closes a day as an administrator at an instant, or previews it. */
  closeDay(
    day: string,
    now: string,
    isDryRun = false,
    timeZone = 'UTC',
    endsAt = '00:00',
  ): Promise<DayClosing> {
    const handler = new CloseDayHandler(
      this.context.get(Database),
      this.context.get(Outbox),
      this.noAwaitedProducers(),
      clockAt(now),
      configurationIn(timeZone, endsAt),
    );
    return handler.execute(new CloseDay(day, isDryRun, undefined));
  }

  /** Reverses a posting as an administrator at an instant. */
  reverse(posting: string, now: string, reason = 'A mistake', decidedBy = uuidv4()): Promise<Reversal> {
    const handler = new ReversePostingHandler(
      this.context.get(Database),
      clockAt(now),
      configurationIn('UTC'),
    );
    return handler.execute(new ReversePosting(posting, reason, decidedBy, undefined));
  }

  /** A person's balance at the end of a date, in minor units. */
  async balanceAt(user: string, date: string): Promise<number> {
    return (await this.context.get(LedgerQueries).balance(user, date)).balance;
  }

  auditLog(user: string, query: AuditLogQuery): Promise<AuditLogPage> {
    return this.context.get(LedgerQueries).auditLog(user, query);
  }

  /** The id of the posting with a key. */
  async postingWith(key: string): Promise<string> {
    const [posting] = await this.database.query<{ id: string }>(
      `select posting as id from posting_key
       where case kind when 'payout' then subject = ${idOfKey('$1')} else key_of(kind, subject) = $1 end`,
      [key],
    );
    if (!posting) {
      throw new Error(`no posting has the key ${key}`);
    }
    return posting.id;
  }

  /** The events published about payouts and closed days, in order. */
  publishedEvents(): Promise<{ type: string; body: Record<string, unknown> }[]> {
    return this.database.query(
      `select type, body from ${storedEvents} as outbox where type <> 'finance.task.priced' order by place`,
    );
  }

  /** Every payout of some people, by day. */
  async payoutsOf(userIds: readonly string[]): Promise<{ day: string; user: string; amount: number }[]> {
    return this.database.query<{ day: string; user: string; amount: number }>(
      `select booked_on::text as day, account.user_id as user, amount::int
       from posting join account on account.id = person_account
       where posting.kind = 'payout' and account.user_id = any($1::uuid[])
       order by booked_on, account.user_id`,
      [userIds],
    );
  }

  verification(query: VerificationQuery = {}): Promise<LedgerVerification> {
    return this.context.get(VerificationQueries).verification(query);
  }

  /** The postings of some tasks, ordered by key. */
  async postingsOf(taskIds: readonly string[]): Promise<StoredPosting[]> {
    return this.database.query<StoredPosting & Record<string, unknown>>(
      `select key_of(posting.kind, coalesce(reverses, event_id, task_id)) as key, posting.kind, task_id, account.user_id, person_amount::int as amount,
              ${isoInstantWithMicroseconds('occurred_at')} as occurred_at,
              booked_on::text
       from posting join account on account.id = person_account
       where task_id = any($1::uuid[])
       order by key`,
      [taskIds],
    );
  }

  /** Stored balances of some people, by their ids. */
  async balancesOf(userIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.database.query<{ user_id: string; balance: number }>(
      `select user_id, balance::int as balance from account where user_id = any($1::uuid[])`,
      [userIds],
    );
    return new Map(rows.map((row) => [row.user_id, row.balance]));
  }
}

/** The days from the first to the last, both included. */
export const daysBetween = (first: string, last: string): string[] => {
  const [from, to] = [Date.parse(first), Date.parse(last)];
  return Array.from({ length: (to - from) / 86_400_000 + 1 }, (_, index) =>
    new Date(from + index * 86_400_000).toISOString().slice(0, 10),
  );
};

const clockAt = (now: string): Clock => ({ now: () => new Date(now) });

/** Has no position to record when it settles. */
const deliverTo = (handler: PostTaskEventsHandler, events: readonly TaskEvent[]): Promise<void> =>
  handler.execute(new PostTaskEvents({ events, isComparison: false, settle: () => Promise.resolve() }));

const eventOf = (type: string, body: TaskEventBody, id: string, version = 1): TaskEvent => ({
  id,
  type,
  version,
  body,
});

export const assigned = (task: string, performer: string, timestamp: string, id = uuidv7()): TaskEvent =>
  eventOf(taskAssigned.type, { task_uuid: task, assigned_to: performer, timestamp }, id);

export const completed = (task: string, performer: string, timestamp: string, id = uuidv7()): TaskEvent =>
  eventOf(taskCompleted.type, { task_uuid: task, assigned_to: performer, timestamp }, id);

export const changed = (task: string, timestamp: string, id = uuidv7()): TaskEvent =>
  eventOf(taskChanged.type, { task_uuid: task, timestamp }, id);

export const changedV2 = (task: string, timestamp: string, text: TaskText, id = uuidv7()): TaskEvent =>
  eventOf(taskChangedV2.type, { task_uuid: task, timestamp, ...text }, id, taskChangedV2.version);
