import type { Transaction } from '@ates/platform';
import type { Inviter } from '../invitations/invitations.js';

/** The inviting administrator, with the name to show in the mail. */
export async function findInviter(tx: Transaction, id: string): Promise<Inviter> {
  const [found] = await tx.query<Inviter[]>(`select id, name from users where id = $1`, [id]);
  return found ?? { id, name: 'aTES' };
}
