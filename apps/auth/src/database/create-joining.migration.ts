import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates the tables for joining (A9): registrations, invitations and the setup code of the first administrator. */
export class CreateJoining1700000000141 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of ['earlier_registration', 'setup_code', 'invitation', 'registration']) {
      await queryRunner.query(`drop table ${table}`);
    }
  }
}

const statements = [
  `create table registration (
     id uuid primary key,
     name text not null,
     email text not null,
     details jsonb not null default '{}',
     language text not null,
     password_hash text,
     beak_lookup text,
     beak_hash text,
     created_at timestamptz not null default now(),
     confirmed_at timestamptz,
     check (password_hash is not null or beak_hash is not null),
     check ((beak_hash is null) = (beak_lookup is null))
   )`,
  `comment on table registration is
     'People who are not people of the company yet: no row of users, no event, no task, no statement'`,
  `create index registration_email on registration (lower(email collate "und-x-icu"))`,
  `create index registration_waiting on registration (confirmed_at, id) where confirmed_at is not null`,
  `create index registration_created_at on registration (created_at) where confirmed_at is null`,
  `create table invitation (
     id uuid primary key,
     email text not null,
     name text,
     roles text[] not null check (cardinality(roles) > 0),
     language text not null,
     user_id uuid references users (id),
     invited_by uuid not null,
     created_at timestamptz not null default now(),
     expires_at timestamptz not null,
     accepted_at timestamptz,
     revoked_at timestamptz
   )`,
  `comment on column invitation.user_id is
     'A person whom an administrator added without a password; null when the person joins by accepting'`,
  `create index invitation_email on invitation (lower(email collate "und-x-icu"))`,
  `create index invitation_open on invitation (id) where accepted_at is null and revoked_at is null`,
  `create index invitation_expires_at on invitation (expires_at)`,
  `create table setup_code (code_hash text primary key, created_at timestamptz not null default now())`,
  // Registration was open to everyone before this migration; UpgradeNotice warns about the change at start.
  `create table earlier_registration as select count(*)::int as people from users where not is_deleted`,
];
