-- The table of quotas, in the database of a service that limits how often a person may do something.

-- Uses within the current minute, in the shape that rate-limiter-flexible has in Auth. Each person's row is updated again
-- and again; free space on its page keeps the index unchanged.
create table attempt_count (
  key text primary key,
  points integer not null default 0,
  expire bigint
) with (fillfactor = 50);
