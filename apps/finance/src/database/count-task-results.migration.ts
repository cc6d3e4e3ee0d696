import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many tasks brought the company a profit on a closed day, and how many a loss (F8). Hashes of days do not change.
 */
export class CountTaskResults1700000000321 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      keepDayResult(`insert into day_result (day, dearest) select day, dearest_reward_of(day) from closed;`),
    );
    await queryRunner.query(
      `alter table day_result drop column tasks_with_profit, drop column tasks_with_deficit`,
    );
    await queryRunner.query(`drop function task_results_of`);
  }
}

// Runs as the owner of the tables: closing a day requires no right to write its result.
const keepDayResult = (statement: string): string => `
  create or replace function keep_day_result() returns trigger language plpgsql
  security definer set search_path = public, pg_temp as $$
  begin
    ${statement}
    return null;
  end $$`;

const statements = [
  `create function task_results_of(date, out tasks_with_profit bigint, out tasks_with_deficit bigint)
   language sql stable parallel safe as $$
     select count(*) filter (where income > 0), count(*) filter (where income < 0)
     from (
       select -sum(person_amount) as income from posting
       where booked_on = $1 and kind <> 'payout'
       group by task_id
     ) as task
   $$`,
  `comment on function task_results_of is
     'Of the tasks that anything was booked for on a day: for how many fees exceed rewards on it, and for how many it is the other way around'`,

  `alter table day_result
     add column tasks_with_profit bigint not null default 0,
     add column tasks_with_deficit bigint not null default 0`,
  // Fills in the days that are already closed, in one pass over all postings.
  `alter table day_result disable trigger day_result_is_append_only`,
  `update day_result
   set tasks_with_profit = counted.with_profit, tasks_with_deficit = counted.with_deficit
   from (
     select booked_on, count(*) filter (where income > 0) as with_profit, count(*) filter (where income < 0) as with_deficit
     from (
       select booked_on, -sum(person_amount) as income from posting
       where kind <> 'payout'
       group by booked_on, task_id
     ) as task
     group by booked_on
   ) as counted
   where counted.booked_on = day_result.day`,
  `alter table day_result enable always trigger day_result_is_append_only`,
  `alter table day_result
     alter column tasks_with_profit drop default,
     alter column tasks_with_deficit drop default`,
  keepDayResult(`
    insert into day_result (day, dearest, tasks_with_profit, tasks_with_deficit)
    select day, dearest_reward_of(day), coalesce(result.tasks_with_profit, 0), coalesce(result.tasks_with_deficit, 0)
    from closed
    left join lateral (select * from task_results_of(closed.day) where closed.postings > 0) as result on true;`),
];
