import { configuration, readConfigurationOrExit, url } from '../configuration.js';
import { dataSourceOptions, ownershipOf, type DatabaseSettings } from './database.module.js';
import { migrateAsOwner } from './migrations.js';

/** What the command reads from its environment. */
class MigrateConfiguration extends configuration({ DATABASE_URL: url, DATABASE_OWNER_URL: url }) {}

/**
 * Migrates a service's database as its owner (DATABASE_OWNER_URL) and gives the role of DATABASE_URL its rights, for where
 * the service itself is not to know the owner's password. Exit code 1 and the reason where it cannot.
 */
export async function runMigrateCommand(
  service: string,
  settings: Pick<DatabaseSettings, 'migrations' | 'rights' | 'asOwner'>,
): Promise<void> {
  const { DATABASE_URL, DATABASE_OWNER_URL } = readConfigurationOrExit(MigrateConfiguration);
  const database = { ...settings, url: DATABASE_URL, ownerUrl: DATABASE_OWNER_URL, entities: [] };
  try {
    await migrateAsOwner(
      dataSourceOptions(database),
      DATABASE_OWNER_URL,
      ownershipOf(database).rights,
      settings.asOwner,
    );
    process.stdout.write(
      `The database of ${service} is at this version, and its running role has its rights.\n`,
    );
  } catch (error) {
    process.stderr.write(`The database of ${service} was not migrated: ${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
