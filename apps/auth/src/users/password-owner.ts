import type { Database } from '@ates/platform';
import type { PasswordOwner } from '../credentials/personal-passwords.js';

/**
 * The owner of a new password; with an empty name and address if there is no such person, which the change then
 * rejects.
 */
export async function ownerOfPassword(database: Database, userId: string): Promise<PasswordOwner> {
  const [owner] = await database.query<PasswordOwner>(
    `select name, email from users where id = $1 and not is_deleted`,
    [userId],
  );
  return owner ?? { name: '', email: '' };
}
