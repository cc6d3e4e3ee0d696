import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext, Provider } from '@nestjs/common';
import path from 'node:path';
import {
  asSystem,
  configuration,
  DatabaseModule,
  Problem,
  readConfigurationOrExit,
  url,
} from '@ates/platform';
import { authMigrations } from '../database/migrations.js';
import { authRights } from '../database/rights.js';
import { User } from '../users/user.entity.js';

/** The environment keys a command reads. */
class CommandConfiguration extends configuration({ DATABASE_URL: url, DATABASE_OWNER_URL: url.optional() }) {}

/** The command's arguments are invalid. */
export class UsageError extends Error {}

/**
 * Runs a command on Auth's database (DATABASE_URL), without the service. `work` gets `providers` from the context. A
 * Problem or UsageError is printed to standard error and sets exit code 1; other errors are rethrown.
 */
export async function runCommand(
  providers: Provider[],
  work: (context: INestApplicationContext) => Promise<void>,
): Promise<void> {
  const settings = readConfigurationOrExit(CommandConfiguration);
  const context = await NestFactory.createApplicationContext(moduleOf(settings, providers), {
    logger: ['error', 'warn'],
  });
  try {
    await asSystem(commandName(), () => work(context));
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exitCode = 1;
  } finally {
    await context.close();
  }
}

/** The command's name as operators type it; the security log records it as the actor. */
const commandName = (): string => `auth:${path.parse(process.argv[1] ?? '').name}`;

/** What is wrong, in the operator's terms. Rethrows unexpected errors. */
function reasonOf(error: unknown): string {
  if (error instanceof Problem) {
    return error.detail;
  }
  if (error instanceof UsageError) {
    return error.message;
  }
  throw error;
}

class CommandModule {}

const moduleOf = (settings: CommandConfiguration, providers: Provider[]) => ({
  module: CommandModule,
  imports: [
    DatabaseModule.forRoot({
      url: settings.DATABASE_URL,
      ownerUrl: settings.DATABASE_OWNER_URL,
      entities: [User],
      migrations: authMigrations,
      rights: authRights,
    }),
  ],
  providers,
});
