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

/** What a command reads from its environment. */
class CommandConfiguration extends configuration({ DATABASE_URL: url, DATABASE_OWNER_URL: url.optional() }) {}

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

/** As operators type it, which is who the security log says did it. */
const commandName = (): string => `auth:${path.parse(process.argv[1] ?? '').name}`;

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
