// npm run auth:create-administrator -- --email ada@example.org --name Ada
//   generates a password and prints it once; with --ask-password reads one from standard input
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { newUser, type NewUser } from '@ates/contracts';
import { Outbox } from '@ates/messaging';
import { NewPasswords } from '../credentials/new-passwords.js';
import { Passwords } from '../credentials/passwords.js';
import { CreateUser, CreateUserHandler } from '../users/create-user.js';
import { runCommand, UsageError } from './command.js';

const { values } = parseArgs({
  options: {
    email: { type: 'string' },
    name: { type: 'string' },
    'ask-password': { type: 'boolean', default: false },
  },
});

const generated = values['ask-password'] ? undefined : randomBytes(15).toString('base64url');

/** The first line of standard input. */
async function askPassword(): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question('Password, at least 10 characters (visible as you type): ');
  } finally {
    lines.close();
  }
}

async function readPerson(): Promise<NewUser> {
  const { email, name } = values;
  if (email === undefined || name === undefined) {
    throw new UsageError(
      'npm run auth:create-administrator -- --email <e-mail> --name <name> [--ask-password]',
    );
  }
  const password = generated ?? (await askPassword());
  const person = newUser.safeParse({ email, name, password, roles: ['administrator'] });
  if (!person.success) {
    const lines = person.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new UsageError(`Some values are invalid:\n${lines.join('\n')}`);
  }
  return person.data;
}

await runCommand([Passwords, NewPasswords, Outbox, CreateUserHandler], async (context) => {
  const person = await readPerson();
  const user = await context.get(CreateUserHandler).execute(new CreateUser(person, undefined));
  console.log(`${user.email} is now an administrator (${user.uuid}).`);
  if (generated !== undefined) {
    console.log(`password  ${generated}`);
    console.error('The password is shown only once; Auth stores only its hash.');
  }
});
