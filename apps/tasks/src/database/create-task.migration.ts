import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tasks and their assignment history. Runs after the migration of cached users, which draws read. */
export class CreateTask1700000000100 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of statements) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop index cached_user_performs`);
    await queryRunner.query(`drop table task_assignment`);
    await queryRunner.query(`drop table task`);
  }
}

const statements = [
  `create extension if not exists pg_trgm`,

  // A performer always has a cached row. An author may not have one yet: a valid token is enough to create a task.
  `create table task (
     id uuid primary key,
     description text not null check (description <> ''),
     author_id uuid not null,
     assigned_to uuid not null references cached_user (id),
     created_at timestamptz not null,
     changed_at timestamptz not null check (changed_at >= created_at),
     assigned_at timestamptz not null check (assigned_at >= created_at),
     completed_at timestamptz check (completed_at >= assigned_at)
   )`,
  `create index task_assigned_to on task (assigned_to, id)`,
  `create index task_open_assigned_to on task (assigned_to, id) where completed_at is null`,
  `create index task_open on task (id) where completed_at is null`,
  // The ICU collation makes matching case-insensitive in every alphabet, whatever the database's locale.
  `create index task_description on task using gin (description collate "und-x-icu" gin_trgm_ops)`,

  `create table task_assignment (
     id uuid primary key,
     task_id uuid not null references task (id),
     performer_id uuid not null,
     assigned_at timestamptz not null
   )`,
  `create index task_assignment_task_id on task_assignment (task_id, assigned_at)`,
  `comment on column task_assignment.id is 'Id of the event tasks.task.assigned that told of it'`,

  // The draw counts and skips rows in this index alone.
  `create index cached_user_performs on cached_user (id)
   where is_known and not is_deleted and cardinality(roles) > 0
     and not roles && array['administrator', 'manager']::text[]`,
];
