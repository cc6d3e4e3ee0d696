import { configuration, readConfigurationOrExit, url } from '../configuration.js';
import { dataSourceOptions, ownershipOf, type DatabaseSettings } from './database.module.js';
import { migrateAsOwner } from './migrations.js';

/** The command's configuration. */
class MigrateConfiguration extends configuration({ DATABASE_URL: url, DATABASE_OWNER_URL: url }) {}

/**
 * Migrates a service's database as its owner (DATABASE_OWNER_URL) and grants the role of DATABASE_URL its rights, for
 * deployments where the service itself must not know the owner's password. On failure prints the reason and sets exit
 * code 1.
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
      `The database of ${service} is migrated to this version, and the rights of its running role are granted.\n`,
    );
  } catch (error) {
    process.stderr.write(`The database of ${service} was not migrated: ${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
