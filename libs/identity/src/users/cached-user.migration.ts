import type { TableRights } from '@ates/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateCachedUser1700000000020 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table cached_user (
        id uuid primary key,
        name text not null default '',
        email text not null default '',
        roles text[] not null default '{}',
        is_deleted boolean not null default false,
        is_known boolean not null default false,
        is_stale boolean not null default true,
        changed_at timestamptz not null,
        refused text
      )`);
    await queryRunner.query(`create index cached_user_stale on cached_user (changed_at, id) where is_stale`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table cached_user`);
  }
}

/** Which events of its time a copy was marked as stale by, so that none of them again changes anything (F11). */
export class AddChangedBy1700000000161 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table cached_user add changed_by uuid[] not null default '{}'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table cached_user drop changed_by`);
  }
}

/**
 * Copies that an event from the future had frozen are fetched again, and go by the times of credible events from now on
 * (docs/adr/0041).
 */
export class FreeFrozenCopies1700000000162 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `update cached_user set is_stale = true, changed_at = '-infinity'
       where changed_at > now() + interval '5 minutes' and not is_deleted`,
    );
  }

  async down(): Promise<void> {}
}

/** To be listed in the migrations of a service that keeps a copy of people. */
export const cachedUserMigrations = [
  CreateCachedUser1700000000020,
  AddChangedBy1700000000161,
  FreeFrozenCopies1700000000162,
];

/** What the running role may do with its table: a copy, fetched anew when it is lost. */
export const cachedUserRights: TableRights = { cached_user: ['select', 'insert', 'update', 'delete'] };
