import type { TableRights } from '@ates/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

class CreateCachedUser1700000000020 implements MigrationInterface {
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

/** Records which events at `changed_at` marked a row as stale, so that they deduplicate (F11). */
class AddChangedBy1700000000161 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table cached_user add changed_by uuid[] not null default '{}'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table cached_user drop changed_by`);
  }
}

/**
 * Marks rows that an event from the future had frozen as stale, and resets their time so that credible events order
 * them again (docs/adr/0041).
 */
class FreeFrozenCopies1700000000162 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `update cached_user set is_stale = true, changed_at = '-infinity'
       where changed_at > now() + interval '5 minutes' and not is_deleted`,
    );
  }

  async down(): Promise<void> {}
}

/** Migrations for a service that caches people. */
export const cachedUserMigrations = [
  CreateCachedUser1700000000020,
  AddChangedBy1700000000161,
  FreeFrozenCopies1700000000162,
];

/** What the running role may do with the table, a cache that can be fetched again if it is lost. */
export const cachedUserRights: TableRights = { cached_user: ['select', 'insert', 'update', 'delete'] };
