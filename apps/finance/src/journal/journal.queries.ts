import { Injectable } from '@nestjs/common';
import { Database, isoInstantWithMicroseconds } from '@ates/platform';
import { keyDigest } from '../ledger/posting-id.js';
import type { JournaledDay, JournaledReversal } from './day-journal.js';

// The rows that go into the journal, in a fixed order: concurrent writers of the same day write the same bytes.
const reversals = `
  select id as posting, key_of(reverses_kind, coalesce(event_id, task_id)) as reverses, reason, decided_by,
         ${isoInstantWithMicroseconds('occurred_at')} as occurred_at, booked_on
  from posting where kind = 'reversal'`;

/** Queries for the contents of the day journal. */
@Injectable()
export class JournalQueries {
  constructor(private readonly database: Database) {}

  /** Changes with each close and each reversal; one indexed query. */
  async version(): Promise<string> {
    const [row] = await this.database.query<{ version: string }>(
      `select concat_ws(' ', (select max(day) from business_day),
                             (select count(*) from posting_key where kind = 'reversal')) as version`,
    );
    return row?.version ?? '';
  }

  /** The closed days, in order. */
  async closedDays(): Promise<string[]> {
    const rows = await this.database.query<{ day: string }>(
      `select day::text from business_day order by day`,
    );
    return rows.map(({ day }) => day);
  }

  /** The ids of the postings that are reversals. */
  async reversalIds(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `select posting as id from posting_key where kind = 'reversal'`,
    );
    return rows.map(({ id }) => id);
  }

  async reversal(posting: string): Promise<JournaledReversal> {
    const [row] = await this.database.query<JournaledReversal>(
      `select posting, reverses, reason, decided_by, occurred_at, booked_on::text
       from (
         ${reversals} and id = $1 and booked_on = (
           select booked_on from posting_key where posting = $1 and kind = 'reversal')
       ) as reversal`,
      [posting],
    );
    return row ?? missing(posting);
  }

  /** A closed day, which never changes. */
  async day(date: string): Promise<JournaledDay> {
    const [row] = await this.database.query<{ content: JournaledDay }>(
      `select json_build_object(
         'format', 1,
         'time_zone', business_calendar.time_zone,
         'day_ends_at', to_char(business_calendar.day_ends_at, 'HH24:MI'),
         'day', json_build_object(
           'date', closed.day, 'closed_at', ${isoInstantWithMicroseconds('closed.closed_at')}, 'postings', closed.postings,
           'fees', closed.fees, 'rewards', closed.rewards, 'paid_people', closed.paid_people, 'paid', closed.paid,
           'people_in_the_red', closed.people_in_the_red, 'carried_over', closed.carried_over,
           'payouts_hash', encode(closed.payouts_hash, 'hex'), 'previous_hash', encode(before.hash, 'hex'),
           'hash', encode(closed.hash, 'hex')),
         'payouts', (
           select coalesce(json_agg(json_build_object(
             'user', person.user_id, 'amount', posting.amount, 'posting', posting.id,
             'paid_at', ${isoInstantWithMicroseconds('posting.occurred_at')}) order by person.user_id), '[]')
           from posting join account as person on person.id = posting.debit_account
           where posting.booked_on = $1 and posting.kind = 'payout'),
         'reversals', (
           select coalesce(json_agg(reversal order by reversal.posting), '[]')
           from (${reversals} and booked_on = $1) as reversal),
         'postings', (
           select translate(encode(coalesce(string_agg(digest, '' order by digest), ''), 'base64'), E'\\n', '')
           from (select ${keyDigest('key_of(kind, subject)')} as digest
                 from posting_key where booked_on = $1 and kind in ('fee', 'reward')) as booked)
       ) as content
       from business_day as closed
       left join business_day as before on before.day = closed.day - 1
       cross join business_calendar
       where closed.day = $1`,
      [date],
    );
    return row?.content ?? missing(date);
  }
}

const missing = (what: string): never => {
  throw new Error(`${what} is missing, so it cannot be journaled`);
};
