-- Work of one statement under a lease (docs/adr/0045): the statement calls this, which saves the round trips of a transaction
-- that begins with the fence.

create function fence(lease text, by_instance uuid, with_token bigint) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
  perform from instance_lease where name = lease and instance = by_instance and token = with_token for key share;
  if not found then
    raise exception 'the lease of % is no longer held', lease using errcode = 'ATLL1';
  end if;
end $$;

comment on function fence is
  'Throws ATLL1 unless the instance holds the lease with this token; if so, no one can take it over until the transaction ends';
