import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The events of a service, published and pending. Rows are never deleted: they are the event feed (S4). */
class CreateOutbox1700000000010 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // `json`, not `jsonb`: keeps the body byte for byte.
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

/** The consumer position in each producer's feed, and the event at that position. */
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

/** Parked messages (S6). */
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

/** Every comparison with a producer's feed, and the position up to which one was requested (F11). */
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

/** Makes assigned positions immutable: a consumer that has read past a position never looks there again (S4). */
class KeepPositions1700000000311 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function refuse_other_position() returns trigger language plpgsql as $$
      begin
        raise exception 'event % has position % for good', old.id, old.position
          using errcode = 'integrity_constraint_violation';
      end $$`);
    await queryRunner.query(`
      create trigger outbox_position_is_final before update on outbox
      for each row when (old.position is not null) execute function refuse_other_position()`);
    await queryRunner.query(`alter table outbox enable always trigger outbox_position_is_final`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop trigger outbox_position_is_final on outbox`);
    await queryRunner.query(`drop function refuse_other_position`);
  }
}

/**
 * Stores what lists show of a parked message, its size and first kilobyte, so that they need not read bodies; computed
 * for existing rows as well. Also adds unrouted messages, parked beside those that could not be processed (S6).
 */
class AddParkedMessagePreview1700000000312 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Reads each body once, which is slow with many large ones.
    await queryRunner.query(`set local statement_timeout = 0`);
    await queryRunner.query(`
      alter table parked_message
        add kind text not null default 'refused' check (kind in ('refused', 'unrouted')),
        add cut_from bigint`);
    await queryRunner.query(`
      alter table parked_message
        add size bigint not null generated always as (coalesce(cut_from, octet_length(body))) stored,
        add preview bytea not null generated always as (substring(body from 1 for 1024)) stored`);
    await queryRunner.query(`comment on column parked_message.cut_from is
      'Bytes of a body that was too large to keep; body is its beginning'`);
    // Not compressed, so that a part can be read without the rest.
    await queryRunner.query(`alter table parked_message alter body set storage external`);
    await queryRunner.query(`create index parked_message_kind on parked_message (kind, state, id)`);
    await queryRunner.query(`set local statement_timeout to default`);
    // Only unrouted messages have a limit, beyond which the running role deletes them.
    await queryRunner.query(`
      create function refuse_deletion_of_refused() returns trigger language plpgsql as $$
      begin
        raise exception 'message % was refused and is kept as a record', old.id
          using errcode = 'integrity_constraint_violation';
      end $$`);
    await queryRunner.query(`
      create trigger parked_message_is_kept before delete on parked_message
      for each row when (old.kind = 'refused') execute function refuse_deletion_of_refused()`);
    await queryRunner.query(`alter table parked_message enable always trigger parked_message_is_kept`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop trigger parked_message_is_kept on parked_message`);
    await queryRunner.query(`drop function refuse_deletion_of_refused`);
    await queryRunner.query(`drop index parked_message_kind`);
    await queryRunner.query(`
      alter table parked_message drop preview, drop size, drop cut_from, drop kind,
        alter body set storage extended`);
  }
}

/** The messaging tables, for the migrations of each service's database. */
export const messagingMigrations = [
  CreateOutbox1700000000010,
  CreateFeedPosition1700000000011,
  CreateParkedMessage1700000000012,
  CreateReconciliationRun1700000000160,
  KeepPositions1700000000311,
  AddParkedMessagePreview1700000000312,
];
