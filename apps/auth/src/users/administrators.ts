import { Problem, type Transaction } from '@ates/platform';

/**
 * Locks the administrators, always in the same order, and answers their ids. Whoever may take the role from one locks
 * them before anything else: so two who take it from each other at the same time cannot leave nobody.
 */
export async function lockAdministrators(tx: Transaction): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }[]>(
    `select id from users where 'administrator' = any(roles) and not is_deleted order by id for update`,
  );
  return new Set(rows.map((row) => row.id));
}

/** Throws the Problem `last-administrator` when without this person nobody could administer people any more. */
export function requireAnotherAdministrator(administrators: ReadonlySet<string>, userId: string): void {
  if (administrators.has(userId) && administrators.size === 1) {
    throw new Problem(
      'conflict',
      'last-administrator',
      'This is the last administrator. Make somebody else administrator first.',
    );
  }
}
