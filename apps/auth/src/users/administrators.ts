import { Problem, type Transaction } from '@ates/platform';

/**
 * Locks all administrators, always in the same order, and returns their ids. Anything that may remove an administrator
 * takes these locks first, so that two administrators who demote each other concurrently cannot leave none.
 */
export async function lockAdministrators(tx: Transaction): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }[]>(
    `select id from users where 'administrator' = any(roles) and not is_deleted order by id for update`,
  );
  return new Set(rows.map((row) => row.id));
}

/** Throws the Problem `last-administrator` if this person is the only administrator. */
export function requireAnotherAdministrator(administrators: ReadonlySet<string>, userId: string): void {
  if (administrators.has(userId) && administrators.size === 1) {
    throw new Problem(
      'conflict',
      'last-administrator',
      'This is the last administrator. Make someone else an administrator first.',
    );
  }
}
