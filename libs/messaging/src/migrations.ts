import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a service has told or is to tell. Rows stay: they are the event feed (S4). */
class CreateOutbox1700000000010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // `json`, not `jsonb`: the body keeps the very bytes that were written.
    await queryRunner.query(`
      create table outbox (
        id uuid primary key,
        seq bigint generated always as identity,
        type text not null,
        version int not null,
        body json not null,
        position bigint unique,
        added_at timestamptz not null default now()
      )`);
    await queryRunner.query(`create index outbox_unplaced on outbox (seq) where position is null`);
    await queryRunner.query(`create table outbox_head (last_position bigint not null)`);
    await queryRunner.query(`insert into outbox_head values (0)`);
    await queryRunner.query(`create table outbox_relay (position bigint not null)`);
    await queryRunner.query(`insert into outbox_relay values (0)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table outbox, outbox_head, outbox_relay`);
  }
}

/** How far each producer's feed has been taken, and which event stands there. */
class CreateFeedPosition1700000000011 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table feed_position (
        producer text primary key,
        position bigint not null,
        event_id uuid,
        caught_up_at timestamptz
      )`);
    await queryRunner.query(`comment on column feed_position.caught_up_at is
      'When all that was told before the queue at the broker was there had been taken'`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table feed_position`);
  }
}

/** Messages that could not be taken (S6). */
class CreateParkedMessage1700000000012 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table parked_message (
        id uuid primary key,
        source text not null,
        fingerprint text not null,
        producer text not null,
        type text not null,
        message_id text,
        properties jsonb not null,
        body bytea not null,
        reason text not null,
        state text not null default 'parked' check (state in ('parked', 'replayed', 'discarded')),
        parked_at timestamptz not null default now(),
        settled_at timestamptz,
        unique (source, fingerprint)
      )`);
    await queryRunner.query(`create index parked_message_state on parked_message (state, id)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table parked_message`);
  }
}

/** Every comparison with a producer's feed, and up to where somebody waits for one (F11). */
class CreateReconciliationRun1700000000160 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table feed_position add wanted bigint not null default 0`);
    await queryRunner.query(`comment on column feed_position.position is
      'Everything up to here has taken effect or is parked; beside a broker: as far as the feed was compared'`);
    await queryRunner.query(`comment on column feed_position.wanted is
      'Somebody waits until the feed has been read up to here'`);
    await queryRunner.query(`
      create table reconciliation_run (
        id uuid primary key,
        producer text not null,
        kind text not null check (kind in ('first', 'periodic', 'requested')),
        from_position bigint not null,
        to_position bigint,
        position bigint not null,
        event_id uuid,
        events bigint not null default 0,
        healed jsonb not null default '{}',
        error text,
        requested_at timestamptz not null default now(),
        started_at timestamptz,
        finished_at timestamptz
      )`);
    await queryRunner.query(`create index reconciliation_run_open on reconciliation_run (producer)
      where finished_at is null`);
    await queryRunner.query(`create index reconciliation_run_of on reconciliation_run (producer, id)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table reconciliation_run`);
    await queryRunner.query(`alter table feed_position drop wanted`);
  }
}

/** The tables of messaging, for the migrations of each service's database. */
export const messagingMigrations = [
  CreateOutbox1700000000010,
  CreateFeedPosition1700000000011,
  CreateParkedMessage1700000000012,
  CreateReconciliationRun1700000000160,
];
