import type { Transaction } from '@ates/platform';
import { User, userNotFound } from './user.entity.js';

/** The person, locked until the transaction ends. Throws the Problem `user-not-found`. */
export async function findUserToChange(tx: Transaction, id: string): Promise<User> {
  const user = await tx.findOne(User, {
    where: { id, isDeleted: false },
    lock: { mode: 'pessimistic_write' },
  });
  if (!user) {
    throw userNotFound(id);
  }
  return user;
}
