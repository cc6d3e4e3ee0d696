import pg from 'pg';
import { configuration, readConfigurationOrExit, url } from '../configuration.js';
import { BoundedClient } from './bounded-client.js';
import { migrationMilliseconds } from './migrations.js';

class MonthsConfiguration extends configuration({ DATABASE_URL: url, DATABASE_OWNER_URL: url.optional() }) {}

const usage = `Lists the months of the tables that are partitioned by month, and detaches or attaches one:
  months
  months detach <table> <year>-<month>
  months attach <table> <year>-<month>`;

/**
 * Lists, detaches or attaches months of a service's tables as their owner (DATABASE_OWNER_URL, or DATABASE_URL with a
 * single role), as the parameters of the program say. On failure prints the reason and sets exit code 1.
 */
export async function runMonthsCommand(): Promise<void> {
  const { DATABASE_URL, DATABASE_OWNER_URL } = readConfigurationOrExit(MonthsConfiguration);
  const owner = new BoundedClient({
    connectionString: DATABASE_OWNER_URL ?? DATABASE_URL,
    // Attaching reads the whole month.
    statement_timeout: migrationMilliseconds,
  });
  try {
    await owner.connect();
    process.stdout.write(`${await changeMonths(owner, process.argv.slice(2))}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    await owner.end();
  }
}

/** Does what the parameters of the command say; returns what to print. Throws an error with a message for the operator. */
export async function changeMonths(owner: pg.Client, parameters: readonly string[]): Promise<string> {
  const [action, table, month, ...rest] = parameters;
  if (action === undefined) {
    return listOfMonths(owner);
  }
  if (
    !(action === 'detach' || action === 'attach') ||
    table === undefined ||
    !/^\d{4}-\d{2}$/.test(month ?? '') ||
    rest.length > 0
  ) {
    throw new Error(usage);
  }
  await owner.query(action === 'detach' ? detachSql : attachSql, [table, `${month}-01`]);
  return action === 'detach'
    ? `${month} of ${table} is detached: services cannot read it until you attach it again.`
    : `${month} of ${table} is attached: services can read it.`;
}

const detachSql = `select detach_month($1::text::regclass, $2::date)`;
const attachSql = `select attach_month($1::text::regclass, $2::date)`;

interface Month {
  name: string;
  state: string;
  size: string;
}

async function listOfMonths(owner: pg.Client): Promise<string> {
  const { rows } = await owner.query<Month>(
    `select parent.relname || ' ' || replace(substr(month.relname, length(parent.relname) + 2), '_', '-') as name,
            case when month.relispartition then 'attached' else 'detached' end as state,
            pg_size_pretty(pg_total_relation_size(month.oid)) as size
     from pg_partitioned_table
     join pg_class as parent on parent.oid = partrelid
     join pg_class as month on month.relnamespace = parent.relnamespace and month.relkind = 'r'
       and month.relname ~ ('^' || parent.relname || '_(\\d{4}_\\d{2}|other)$')
     where partstrat = 'r'
     order by parent.relname, month.relname`,
  );
  return rows.map(({ name, state, size }) => `${name}  ${state}  ${size}`).join('\n');
}
