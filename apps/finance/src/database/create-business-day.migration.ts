import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Payouts, and the days that are permanently closed (F6, F9). */
export class CreateBusinessDay1700000000202 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop trigger posting_is_on_an_open_day on posting`);
    await queryRunner.query(`drop function refuse_closed_day, refuse_change_of_day cascade`);
    await queryRunner.query(`drop table business_day`);
    await queryRunner.query(`drop index posting_booked_on`);
    await queryRunner.query(`alter table posting drop constraint posting_kind_check,
      drop constraint posting_task_check,
      add constraint posting_kind_check check (kind in ('fee', 'reward')),
      alter column task_id set not null`);
  }
}

const statements = [
  `alter table posting drop constraint posting_kind_check,
     add constraint posting_kind_check check (kind in ('fee', 'reward', 'payout')),
     alter column task_id drop not null,
     add constraint posting_task_check check ((kind = 'payout') = (task_id is null))`,
  `comment on column posting.key is
     'assigned:<event id>, rewarded:<task> or payout:<user>:<day>: an effect that is there is never there again'`,
  // Rows arrive nearly in the order of days, so this costs next to nothing; a b-tree would cost something per posting.
  `create index posting_booked_on on posting using brin (booked_on) with (autosummarize = on)`,

  `create table business_day (
     day date primary key,
     closed_at timestamptz not null,
     postings bigint not null,
     fees bigint not null,
     rewards bigint not null,
     paid_people bigint not null,
     paid bigint not null,
     people_in_the_red bigint not null,
     carried_over bigint not null,
     payouts_hash bytea not null,
     hash bytea not null unique
   )`,
  `comment on table business_day is
     'Closed days, without a gap. Whoever posts holds it in row share mode, whoever closes in exclusive mode'`,
  `comment on column business_day.hash is 'Of all other columns and of the hash of the day before'`,

  `create function refuse_change_of_day() returns trigger language plpgsql as $$
   begin
     raise exception '% on % is refused: closed days never change', tg_op, tg_table_name
       using errcode = 'integrity_constraint_violation';
   end $$`,
  `create trigger business_day_is_append_only before update or delete or truncate on business_day
     for each statement execute function refuse_change_of_day()`,
  `alter table business_day enable always trigger business_day_is_append_only`,

  `create function refuse_closed_day() returns trigger language plpgsql as $$
   begin
     if exists (select from added where booked_on <= (select max(day) from business_day)) then
       raise exception 'a posting on a closed day is refused: closed days never change'
         using errcode = 'integrity_constraint_violation';
     end if;
     return null;
   end $$`,
  `create trigger posting_is_on_an_open_day after insert on posting
     referencing new table as added for each statement execute function refuse_closed_day()`,
];
