/** SQL of a table with every event that a service has committed, in the order of `place`, with a position or without. */
export const storedEvents = `(
  select position as place, position, id, type, version, body from outbox
  union all
  select last_position + seq, null, id, type, version, body from outbox_new, outbox_head
)`;
