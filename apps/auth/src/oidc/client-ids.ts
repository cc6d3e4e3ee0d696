import { Problem, type Transaction } from '@ates/platform';

/** Ids of the system's own clients, which no other client can take. */
export const reservedClientIds = ['web', 'device', 'tasks', 'finance'];

const clientIdTaken = (id: string): Problem =>
  new Problem(
    'conflict',
    'client-id-taken',
    reservedClientIds.includes(id)
      ? `${id} is one of the system's own clients. Choose another id.`
      : `There is already a client ${id}. Choose another id.`,
  );

/** Throws the Problem `client-id-taken` if any client has the id. Locks ids until the transaction ends. */
export async function requireFreeClientId(tx: Transaction, id: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('auth:client-ids', 0))`);
  const taken = await tx.query<unknown[]>(
    `select 1 from service_client where id = $1 union all select 1 from device_client where id = $1`,
    [id],
  );
  if (taken.length > 0 || reservedClientIds.includes(id)) {
    throw clientIdTaken(id);
  }
}
