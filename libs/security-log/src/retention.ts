import { z } from 'zod';
import { configuration, readConfigurationOrExit, type OwnersWork, type Transaction } from '@ates/platform';
import { recordSecurity } from './record-security.js';

const shortestDays = 366;

/** The configuration key for the retention of entries, in days; without it, all entries are kept. */
export const securityLogKeys = {
  SECURITY_LOG_DAYS: z.coerce.number().int().min(shortestDays).optional(),
};

class RetentionConfiguration extends configuration(securityLogKeys) {}

/** The retention for commands that migrate. Ends the process with exit code 1 if the key is invalid. */
export const readRetention = (): RetentionConfiguration => readConfigurationOrExit(RetentionConfiguration);

/** The tables' owner runs this at each start: it deletes entries older than `days` and records how many. */
export const shortenSecurityLog =
  (days: number | undefined): OwnersWork =>
  async (owner) => {
    const deleted = days === undefined ? 0 : await deleteOlderThan(owner, days);
    if (deleted > 0) {
      await recordSecurity(owner, {
        action: 'security-log.shortened',
        actor: { kind: 'system', id: 'retention' },
        details: { deleted, kept_days: days ?? 0 },
      });
    }
  };

async function deleteOlderThan(owner: Transaction, days: number): Promise<number> {
  const [row] = await owner.query<{ count: number }[]>(
    `with deleted as (delete from security_log where at < now() - make_interval(days => $1) returning 1)
     select count(*)::int as count from deleted`,
    [days],
  );
  return row?.count ?? 0;
}
