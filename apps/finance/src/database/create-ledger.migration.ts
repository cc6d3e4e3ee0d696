import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts, their stored balances and the append-only postings between them (F3). */
export class CreateLedger1700000000201 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table posting, company_day_balance, account`);
    await queryRunner.query(`drop function refuse_change`);
  }
}

const statements = [
  `create table account (
     id uuid primary key,
     kind text not null check (kind in ('person', 'company', 'payouts')),
     user_id uuid unique,
     balance bigint,
     check ((kind = 'person') = (user_id is not null)),
     check ((kind = 'company') = (balance is null))
   )`,
  `create unique index account_only_one on account (kind) where kind <> 'person'`,
  `comment on column account.balance is
     'What credits exceed debits by. The company''s is kept by day, in company_day_balance'`,
  `insert into account (id, kind, balance)
   values (gen_random_uuid(), 'company', null), (gen_random_uuid(), 'payouts', 0)`,

  // Every posting touches the company's balance; by day, closed days stay untouched and the live part is one small row.
  `create table company_day_balance (
     day date primary key,
     balance bigint not null
   )`,

  `create table posting (
     id uuid primary key,
     key text not null unique,
     content_hash bytea not null,
     kind text not null check (kind in ('fee', 'reward')),
     debit_account uuid not null references account,
     credit_account uuid not null references account,
     amount bigint not null check (amount > 0),
     task_id uuid not null references task,
     occurred_at timestamptz not null,
     booked_on date not null,
     recorded_at timestamptz not null default now(),
     person_account uuid not null
       generated always as (case kind when 'reward' then credit_account else debit_account end) stored,
     person_amount bigint not null
       generated always as (case kind when 'reward' then amount else -amount end) stored,
     check (debit_account <> credit_account)
   )`,
  `comment on column posting.key is 'assigned:<event id> or rewarded:<task>: an effect that is there is never there again'`,
  `comment on column posting.booked_on is 'The day it counts for, in the business time zone'`,
  `comment on column posting.person_amount is 'What it did to the balance of person_account'`,
  // Serves the audit log and the balance at the end of a day; only the reason needs the table.
  `create index posting_of_person on posting (person_account, booked_on, occurred_at, id) include (person_amount)`,

  `create function refuse_change() returns trigger language plpgsql as $$
   begin
     raise exception '% on % is refused: postings are never changed, corrections are new postings',
       tg_op, tg_table_name using errcode = 'integrity_constraint_violation';
   end $$`,
  `create trigger posting_is_append_only before update or delete or truncate on posting
     for each statement execute function refuse_change()`,
  // Otherwise a session that replays rows as a replica would bypass the trigger.
  `alter table posting enable always trigger posting_is_append_only`,
];
