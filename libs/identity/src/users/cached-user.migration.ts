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

/** To be listed in the migrations of a service that keeps a copy of people. */
export const cachedUserMigrations = [CreateCachedUser1700000000020, AddChangedBy1700000000161];
