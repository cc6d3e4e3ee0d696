import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Creates the queue of mails, each sent once, and their one-time links (A9). */
export class CreateMail1700000000140 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table mail`);
    await queryRunner.query(`drop table one_time_link`);
  }
}

const statements = [
  `create table one_time_link (
     id uuid primary key,
     purpose text not null,
     subject uuid not null,
     token_hash text not null unique,
     created_at timestamptz not null default now(),
     expires_at timestamptz not null,
     used_at timestamptz,
     revoked_at timestamptz
   )`,
  `create index one_time_link_subject on one_time_link (subject, purpose)`,
  `create index one_time_link_expires_at on one_time_link (expires_at)`,
  `create table mail (
     id uuid primary key,
     kind text not null,
     recipient text not null,
     language text not null,
     asked_by text not null check (asked_by in ('anyone', 'staff')),
     link_id uuid,
     words jsonb not null default '{}',
     created_at timestamptz not null default now(),
     state text not null default 'pending' check (state in ('pending', 'sent', 'parked', 'outdated')),
     attempts int not null default 0,
     next_attempt_at timestamptz not null default now(),
     last_error text,
     sent_at timestamptz,
     check ((state = 'sent') = (sent_at is not null))
   )`,
  `comment on column mail.next_attempt_at is
     'During an attempt: when it counts as lost, because the instance that made it is gone'`,
  `comment on column mail.asked_by is
     'Who caused it: anyone who knows the address, or a person who is signed in. Each has a daily limit of its own'`,
  `create index mail_pending on mail (next_attempt_at) where state = 'pending'`,
  `create index mail_recipient on mail (lower(recipient collate "und-x-icu"), created_at)`,
  `create index mail_created_at on mail (created_at)`,
];
