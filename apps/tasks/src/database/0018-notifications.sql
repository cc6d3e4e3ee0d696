-- What people are notified of: tasks that were assigned to them or taken from them (T2, T5, T12), and what a reassignment of
-- all open tasks meant for them (T4, docs/adr/0082).

-- Written by the statement that draws, so there are no foreign keys: each would lock a row of its own for nothing, as tasks
-- and reassignments are never deleted.
create table notification (
  id uuid not null,
  person_id uuid not null,
  at timestamptz not null,
  kind text not null,
  cause text,
  task_id uuid,
  reassignment_id uuid,
  came integer,
  went integer,
  stayed integer,
  fees jsonb,
  unpriced uuid[],
  read_at timestamptz,
  primary key (person_id, id),
  check (
    (kind in ('assigned', 'taken') and cause in ('created', 'redrawn', 'left') and task_id is not null
      and num_nulls(reassignment_id, came, went, stayed, fees, unpriced) = 6)
    or (kind = 'reassigned' and num_nulls(cause, task_id) = 2
      and num_nulls(reassignment_id, came, went, stayed, fees, unpriced) = 0)
  )
);

comment on column notification.id is 'A UUID of version 7, so a person''s notifications are ordered by time';
comment on column notification.cause is 'The task was created, redrawn, or its performer left';
comment on column notification.came is 'How many tasks a reassignment brought this person from others';
comment on column notification.stayed is 'How many of their own tasks were drawn for them again';
comment on column notification.fees is 'What it charged them, as far as the prices were known then: currency and amount';
comment on column notification.unpriced is 'The tasks whose fees are missing there';

-- The number of unread ones is asked for all the time.
create index notification_unread on notification (person_id, id) where read_at is null;
-- Old ones are deleted.
create index notification_at on notification (at);

-- One row: how often notifications were marked as read, so that a check for changes need not scan them.
create table notification_head (reads bigint not null);

insert into notification_head (reads) values (0);

-- What each chunk of an unfinished reassignment took from whom; the summaries add it up and delete it. Each chunk is one row,
-- because updating a row for each person made a chunk noticeably slower.
create table reassignment_loss (
  reassignment_id uuid not null references reassignment (id),
  after_task_id uuid not null,
  people uuid[] not null,
  went integer[] not null,
  stayed integer[] not null,
  primary key (reassignment_id, after_task_id)
);

comment on table reassignment_loss is
  'For each chunk, the people who had its tasks: how many went to others, and how many were drawn for them again';
