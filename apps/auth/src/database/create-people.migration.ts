import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates people and their credentials. */
export class CreatePeople1700000000100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table users (
        id uuid primary key,
        name text not null,
        email text not null check (email = lower(email)),
        roles text[] not null check (cardinality(roles) > 0),
        details jsonb not null default '{}',
        is_deleted boolean not null default false,
        created_at timestamptz not null,
        changed_at timestamptz not null
      )`);
    // An address is free again once its owner is deleted.
    await queryRunner.query(`create unique index users_email on users (email) where not is_deleted`);
    // One row per way to sign in, so that a new way is a new kind, not a new column.
    await queryRunner.query(`
      create table credential (
        user_id uuid not null references users (id),
        kind text not null check (kind in ('password')),
        secret_hash text not null,
        set_at timestamptz not null default now(),
        primary key (user_id, kind)
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table credential`);
    await queryRunner.query(`drop table users`);
  }
}
