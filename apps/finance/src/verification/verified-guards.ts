// A row for each difference.

/**
 * The triggers that keep the tables append-only must exist and be enabled, on each month of a table too. Disabling and
 * re-enabling one leaves no trace here, only in the comparisons with Tasks' events and the day journal.
 */
export const wrongGuards = `
  select 'trigger' as what, null as day, null::uuid as account, null::uuid as user, null::uuid as posting,
         guard.name || ' on ' || guarded.table_name || ': enabled' || case when guard.enabled = 'A' then ' always' else '' end as expected,
         case when trigger.oid is null then 'nothing'
              else case trigger.tgenabled when 'D' then 'disabled' when 'R' then 'enabled for replicas only'
                                          when 'O' then 'enabled' else 'enabled always' end end as found,
         'alter table ' || guarded.table_name || ' enable ' || case when guard.enabled = 'A' then 'always ' else '' end
           || 'trigger ' || guard.name || ', as the owner. Then find out who could disable it, and compare the books with a backup.' as advice
  from (values
    ('posting', 'posting_is_append_only', 'A'),
    ('posting', 'posting_is_on_an_open_day', 'O'),
    ('posting', 'posting_names_what_exists', 'O'),
    ('posting_key', 'posting_key_is_append_only', 'A'),
    ('account', 'account_stays', 'O'),
    ('task', 'task_stays', 'O'),
    ('business_day', 'business_day_is_append_only', 'A'),
    ('business_day', 'business_day_has_its_postings', 'O'),
    ('carried_balance', 'carried_balance_is_append_only', 'A'),
    ('day_result', 'day_result_is_append_only', 'A'),
    ('outbox', 'outbox_is_append_only', 'A')
  ) as guard (table_name, name, enabled)
  cross join lateral (
    select guard.table_name
    union
    select month.relid::regclass::text from pg_partition_tree(to_regclass(guard.table_name)) as month
  ) as guarded (table_name)
  left join pg_trigger as trigger
    on trigger.tgrelid = to_regclass(guarded.table_name) and trigger.tgname = guard.name
  where trigger.oid is null or trigger.tgenabled::text not in ('A', guard.enabled)
  order by 6`;
