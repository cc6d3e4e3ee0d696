import type { Transaction } from '@ates/platform';

/** The system's own clients; no other takes one of these ids. */
export const reservedClientIds = ['web', 'device', 'tasks', 'finance'];

/** Whether a text can be a client's id: it needs no encoding anywhere. */
export const isClientId = (text: string): boolean => /^[a-z0-9][a-z0-9._-]{0,99}$/.test(text);

/** Whether no client has the id yet, service or device. It stays so until the transaction ends. */
export async function isFreeClientId(tx: Transaction, id: string): Promise<boolean> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('auth:client-ids', 0))`);
  const taken = await tx.query<unknown[]>(
    `select 1 from service_client where id = $1 union all select 1 from device_client where id = $1`,
    [id],
  );
  return taken.length === 0;
}
