// npm run auth:free-account -- --email ada@example.org    clears the failed sign-ins counted against an account
import { parseArgs } from 'node:util';
import { Database } from '@ates/platform';
import { accountOf } from '../users/account-of.js';
import { freeAccount } from '../users/free-account.js';
import { runCommand, UsageError } from './command.js';

const { values } = parseArgs({ options: { email: { type: 'string', default: '' } } });

await runCommand([], async (context) => {
  const email = accountOf(values.email);
  if (email === '') {
    throw new UsageError('Name the account:\n  npm run auth:free-account -- --email <e-mail>');
  }
  const count = await context.get(Database).transaction((tx) => freeAccount(tx, email));
  console.log(
    count === 0
      ? `Nothing was counted against ${email}. The limit may be on the network address: SIGN_IN_ATTEMPTS_PER_ADDRESS.`
      : `${email} can sign in at once. The count of failed attempts starts over.`,
  );
});
