import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The most expensive completed task of each closed day, stored permanently (N2, N3). */
export class CreateDayResult1700000000270 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop trigger business_day_has_its_result on business_day`);
    await queryRunner.query(`drop table day_result`);
    await queryRunner.query(`drop function keep_day_result, dearest_reward_of`);
    await queryRunner.query(`drop index posting_dearest`);
  }
}

const statements = [
  // Finding the most expensive task of the day is one step into this index, however many postings the day has.
  `create index posting_dearest on posting (booked_on, amount desc, occurred_at, task_id) where kind = 'reward'`,
  `create function dearest_reward_of(date) returns uuid language sql stable parallel safe as $$
     select id from posting where kind = 'reward' and booked_on = $1
     order by booked_on, amount desc, occurred_at, task_id limit 1
   $$`,
  `comment on function dearest_reward_of is
     'The posting with the highest reward of a day; of equal ones the task that was completed first'`,

  `create table day_result (
     day date primary key references business_day,
     dearest uuid references posting
   )`,
  `comment on table day_result is 'What analytics shows of closed days, beside business_day and carried_balance'`,
  // Fills in the days that are already closed.
  `insert into day_result (day, dearest) select day, dearest_reward_of(day) from business_day`,
  `create trigger day_result_is_append_only before update or delete or truncate on day_result
     for each statement execute function refuse_change_of_day()`,
  `alter table day_result enable always trigger day_result_is_append_only`,

  // In the database, so that a closed day has its result no matter what closes or restores it.
  `create function keep_day_result() returns trigger language plpgsql as $$
   begin
     insert into day_result (day, dearest) select day, dearest_reward_of(day) from closed;
     return null;
   end $$`,
  `create trigger business_day_has_its_result after insert on business_day
     referencing new table as closed for each statement execute function keep_day_result()`,
];
