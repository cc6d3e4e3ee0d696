import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people carried over from each closed day, so that verifying the books can start on any day (F3). */
export class CreateCarriedBalance1700000000251 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table carried_balance`);
  }
}

const statements = [
  `create table carried_balance (
     day date not null,
     account uuid not null references account,
     balance bigint not null check (balance < 0),
     primary key (day, account)
   )`,
  `comment on table carried_balance is
     'Balances at the end of closed days. Who is not named had nothing: what was positive was paid out'`,
  // Fills in the days that are already closed.
  `with movement as (
     select person_account, booked_on, sum(person_amount) as amount from posting group by 1, 2
   ), standing as (
     select person_account, booked_on as since,
            lead(booked_on) over person as until, sum(amount) over person as balance
     from movement window person as (partition by person_account order by booked_on)
   )
   insert into carried_balance (day, account, balance)
   select business_day.day, standing.person_account, standing.balance
   from standing join business_day on day >= since and (until is null or day < until)
   where standing.balance < 0`,
  `create trigger carried_balance_is_append_only before update or delete or truncate on carried_balance
     for each statement execute function refuse_change_of_day()`,
  `alter table carried_balance enable always trigger carried_balance_is_append_only`,
];
