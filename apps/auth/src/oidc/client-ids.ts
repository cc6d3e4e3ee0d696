import { Problem, type Transaction } from '@ates/platform';

/** The system's own clients; no other takes one of these ids. */
export const reservedClientIds = ['web', 'device', 'tasks', 'finance'];

const clientIdTaken = (id: string): Problem =>
  new Problem(
    'conflict',
    'client-id-taken',
    reservedClientIds.includes(id)
      ? `${id} is a client of the system itself. Choose another id.`
      : `There is a client ${id} already. Choose another id.`,
  );

/** Problem `client-id-taken` when a client has the id, service or device. It stays free until the transaction ends. */
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
