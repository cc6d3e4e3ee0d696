import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext, Provider } from '@nestjs/common';
import { messagingMigrations } from '@ates/messaging';
import { configuration, DatabaseModule, Problem, readConfigurationOrExit, url } from '@ates/platform';
import { AddBeaks1700000000102 } from '../database/add-beaks.migration.js';
import { CreateOidc1700000000101 } from '../database/create-oidc.migration.js';
import { CreatePeople1700000000100 } from '../database/create-people.migration.js';
import { User } from '../users/user.entity.js';

/** What a command reads from its environment. */
class CommandConfiguration extends configuration({ DATABASE_URL: url }) {}

/** What was typed after the command's name cannot be done. */
export class UsageError extends Error {}

/**
 * Runs a command on Auth's database (DATABASE_URL), without the service: `work` gets `providers` out of the context.
 * Says what is wrong with its use and ends with exit code 1 where something is.
 */
export async function runCommand(
  providers: Provider[],
  work: (context: INestApplicationContext) => Promise<void>,
): Promise<void> {
  const { DATABASE_URL } = readConfigurationOrExit(CommandConfiguration);
  const context = await NestFactory.createApplicationContext(moduleOf(DATABASE_URL, providers), {
    logger: ['error', 'warn'],
  });
  try {
    await work(context);
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exitCode = 1;
  } finally {
    await context.close();
  }
}

/** What is wrong, in words for whoever typed the command. A fault of ours is thrown on. */
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

const moduleOf = (databaseUrl: string, providers: Provider[]) => ({
  module: CommandModule,
  imports: [
    DatabaseModule.forRoot({
      url: databaseUrl,
      entities: [User],
      migrations: [
        ...messagingMigrations,
        CreatePeople1700000000100,
        CreateOidc1700000000101,
        AddBeaks1700000000102,
      ],
    }),
  ],
  providers,
});
