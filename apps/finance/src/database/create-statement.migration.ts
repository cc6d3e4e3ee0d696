import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Statements of closed days, each mailed once (F7). Days closed before this migration have none. */
export class CreateStatement1700000000240 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table statement`);
  }
}

const statements = [
  `create table statement (
     id uuid primary key default gen_random_uuid(),
     day date not null,
     user_id uuid not null,
     opening_balance bigint not null,
     carried_over bigint not null,
     state text not null default 'pending' check (state in ('pending', 'sent', 'parked')),
     attempts int not null default 0,
     next_attempt_at timestamptz not null default now(),
     last_error text,
     message_id text,
     sent_at timestamptz,
     unique (user_id, day),
     check ((state = 'sent') = (sent_at is not null))
   )`,
  `comment on column statement.next_attempt_at is
     'While an attempt goes on: when it counts as lost, because whoever made it is gone'`,
  `create index statement_pending on statement (next_attempt_at) where state = 'pending'`,
  `create index statement_of_state on statement (state, day, user_id)`,
];
