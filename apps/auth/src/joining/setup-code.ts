import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database, Problem, type Transaction } from '@ates/platform';
import { createHash, randomBytes } from 'node:crypto';
import { AuthConfiguration } from '../config.js';

// Without look-alike letters and digits. 25 characters cannot be guessed.
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const groups = 5;
const groupLength = 5;

/** The one-time code for the setup page (A9). While there is no administrator, each start logs a new code. */
@Injectable()
export class SetupCode implements OnApplicationBootstrap {
  private readonly logger = new Logger('Setup');

  constructor(
    private readonly database: Database,
    private readonly configuration: AuthConfiguration,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.configuration.DEMO_PEOPLE) {
      return;
    }
    const code = newCode();
    const isNeeded = await this.database.transaction(async (tx) => {
      await lockSetup(tx);
      await tx.query(`delete from setup_code`);
      if (await hasAdministrator(tx)) {
        return false;
      }
      await tx.query(`insert into setup_code (code_hash) values ($1)`, [hashOf(code)]);
      return true;
    });
    if (isNeeded) {
      this.logger.warn(
        `There is no administrator yet. Open ${this.configuration.OIDC_ISSUER}/setup and enter the code ${code}. ` +
          'It works once, until the next start.',
      );
    }
  }

  /** Whether there is no administrator yet, so that the setup page is open. */
  async isOpen(): Promise<boolean> {
    return this.database.transaction(async (tx) => !(await hasAdministrator(tx)));
  }

  /** Whether the code is correct; does not use it up. */
  async isRight(code: string): Promise<boolean> {
    return this.database.transaction(async (tx) => isRight(tx, code));
  }
}

/**
 * Uses up the code, for the first administrator. Concurrent callers wait for each other. Throws the Problems
 * `setup-done` and `wrong-setup-code`.
 */
export async function useSetupCode(tx: Transaction, code: string): Promise<void> {
  await lockSetup(tx);
  if (await hasAdministrator(tx)) {
    throw new Problem(
      'conflict',
      'setup-done',
      'There is already an administrator. Sign in, or ask them for an account.',
    );
  }
  if (!(await isRight(tx, code))) {
    throw wrongSetupCode();
  }
  await tx.query(`delete from setup_code`);
}

export const wrongSetupCode = (): Problem =>
  new Problem(
    'forbidden',
    'wrong-setup-code',
    "This is not the code in Auth's log. Auth logs a new code each time it starts; use the latest one.",
  );

const lockSetup = (tx: Transaction): Promise<unknown> =>
  tx.query(`select pg_advisory_xact_lock(hashtextextended('auth:setup', 0))`);

async function hasAdministrator(tx: Transaction): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `select 1 from users where 'administrator' = any(roles) and not is_deleted limit 1`,
  );
  return rows.length > 0;
}

async function isRight(tx: Transaction, code: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>(`select 1 from setup_code where code_hash = $1`, [hashOf(code)]);
  return rows.length > 0;
}

/** Accepts a code in lower case, with spaces or without hyphens. */
const hashOf = (code: string): string =>
  createHash('sha256')
    .update(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))
    .digest('base64url');

const newCode = (): string =>
  Array.from({ length: groups }, () =>
    Array.from(randomBytes(groupLength), (byte) => letters[byte % letters.length]).join(''),
  ).join('-');
