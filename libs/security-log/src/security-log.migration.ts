import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The table with people's names, by service. */
type PeopleTable = 'users' | 'cached_user';

/** For Auth's database, which owns the people, or for a service with cached people. */
const createSecurityLog = (people: PeopleTable) =>
  class implements MigrationInterface {
    readonly name = 'CreateSecurityLog1700000000410';

    async up(queryRunner: QueryRunner): Promise<void> {
      await createTable(queryRunner);
      await fillAsWritten(queryRunner, people);
      await keepAsWritten(queryRunner);
    }

    async down(queryRunner: QueryRunner): Promise<void> {
      await queryRunner.query(`drop table security_log`);
      await queryRunner.query(`drop function complete_security_log_entry, keep_security_log_entry`);
    }
  };

async function createTable(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    create table security_log (
      id bigint generated always as identity primary key,
      at timestamptz not null default clock_timestamp(),
      action text not null,
      actor_kind text not null check (actor_kind in ('person', 'client', 'system', 'anonymous')),
      actor_id text,
      actor_name text,
      subject_kind text,
      subject_id text,
      subject_name text,
      address text,
      user_agent text,
      client_id text,
      request_id text,
      details jsonb not null default '{}'
    )`);
  for (const columns of ['', 'action, ', 'actor_id, ', 'subject_id, ', 'address, ']) {
    await queryRunner.query(`create index on security_log (${columns}at, id)`);
  }
  await queryRunner.query(`create index on security_log (request_id) where request_id is not null`);
}

/** Sets the time by the database's clock and the names as of now, whatever the writer passes. */
async function fillAsWritten(queryRunner: QueryRunner, people: PeopleTable): Promise<void> {
  await queryRunner.query(`
    create function complete_security_log_entry() returns trigger language plpgsql as $$
    begin
      new.at := clock_timestamp();
      if new.actor_kind = 'person' then
        new.actor_name := (select name from ${people} where id = new.actor_id::uuid);
      end if;
      if new.subject_kind = 'person' then
        new.subject_name := (select name from ${people} where id = new.subject_id::uuid);
      end if;
      return new;
    end $$`);
  await queryRunner.query(`
    create trigger security_log_is_complete before insert on security_log
    for each row execute function complete_security_log_entry()`);
}

/** Prevents even the owner from changing entries, or deleting ones younger than 366 days. */
async function keepAsWritten(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    create function keep_security_log_entry() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        if old.at < now() - interval '366 days' then
          return old;
        end if;
      end if;
      raise exception 'entries of the security log do not change, and stay for 366 days at least'
        using errcode = 'integrity_constraint_violation';
    end $$`);
  await queryRunner.query(`
    create trigger security_log_entry_stays before update or delete on security_log
    for each row execute function keep_security_log_entry()`);
  await queryRunner.query(`
    create trigger security_log_stays before truncate on security_log
    for each statement execute function keep_security_log_entry()`);
  for (const trigger of ['security_log_entry_stays', 'security_log_stays']) {
    await queryRunner.query(`alter table security_log enable always trigger ${trigger}`);
  }
}

/** The security log migrations of Auth. */
export const securityLogMigrationsOfAuth = [createSecurityLog('users')];

/** The security log migrations of a service with cached people. */
export const securityLogMigrations = [createSecurityLog('cached_user')];
