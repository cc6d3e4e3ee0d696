import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reversals: postings that reverse a fee or a reward, once, with a reason (F3). */
export class AddReversals1700000000252 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table posting
        drop column person_account, drop column person_amount,
        drop column reverses, drop column reverses_kind, drop column reason, drop column decided_by,
        add constraint posting_kind_check check (kind in ('fee', 'reward', 'payout')),
        ${personColumns(`kind = 'reward'`)}`);
    await queryRunner.query(indexOfPerson);
  }
}

/** What the posting means for the person, computed by the database. */
const personColumns = (isDeposit: string): string => `
  add column person_account uuid not null
    generated always as (case when ${isDeposit} then credit_account else debit_account end) stored,
  add column person_amount bigint not null
    generated always as (case when ${isDeposit} then amount else -amount end) stored`;

// It was dropped together with its columns.
const indexOfPerson = `
  create index posting_of_person on posting (person_account, booked_on, occurred_at, id) include (person_amount)`;

const statements = [
  `alter table posting
     drop constraint posting_kind_check,
     drop column person_account, drop column person_amount,
     add column reverses uuid references posting,
     add column reverses_kind text check (reverses_kind in ('fee', 'reward')),
     add column reason text,
     add column decided_by uuid,
     add constraint posting_kind_check check (kind in ('fee', 'reward', 'payout', 'reversal')),
     add constraint posting_reversal_check check (
       case when kind = 'reversal'
         then key = 'reversal:' || reverses::text
              and num_nulls(reverses, reverses_kind, reason, decided_by) = 0
         else num_nonnulls(reverses, reverses_kind, reason, decided_by) = 0
       end),
     ${personColumns(`kind = 'reward' or reverses_kind is not distinct from 'fee'`)}`,
  indexOfPerson,
  `comment on column posting.key is
     'assigned:<event id>, rewarded:<task>, payout:<user>:<day> or reversal:<posting>: an effect that is there is never there again'`,
  `comment on column posting.person_amount is 'What it did to the balance of person_account'`,
  `comment on column posting.reverses is 'The fee or reward that this takes back. By its key no posting is taken back twice'`,
];
