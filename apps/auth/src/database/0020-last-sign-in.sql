-- When each person last signed in, apart from `users`: signing in changes nothing about the person. No row means never.
create table last_sign_in (
  user_id uuid primary key references users (id),
  at timestamptz not null
);

-- The newest sign-in of all is the change token of lists that show them.
create index last_sign_in_at on last_sign_in (at);

-- Earlier sign-ins are in the security log, for as long as it keeps them.
insert into last_sign_in (user_id, at)
select users.id, max(security_log.at)
from security_log join users on users.id::text = security_log.actor_id
where security_log.action = 'sign-in.succeeded'
group by users.id;
