import { spawnSync } from 'node:child_process';
import pg from 'pg';
import type { ServiceName } from '../../support/system.js';
import { serviceNames, type FaultSystem } from '../fault-system.js';
import type { FaultKind } from '../schedule.js';
import { connectionsOf, counted, nothing, over, watched, wiresTo, type Fault } from './fault.js';

/** Runs statements as the superuser, on a connection of their own; returns the number of rows of the last one. */
async function asSuperuser(system: FaultSystem, ...statements: string[]): Promise<number> {
  const client = new pg.Client({ connectionString: system.postgres.url('postgres') });
  client.on('error', nothing);
  await client.connect();
  let rows = 0;
  try {
    for (const statement of statements) {
      rows = (await client.query(statement)).rowCount ?? 0;
    }
  } finally {
    await client.end();
  }
  return rows;
}

const endSessions = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where backend_type = 'client backend' and pid <> pg_backend_pid() and usename <> current_user`;

const roleOf = (system: FaultSystem, name: ServiceName): string =>
  system.databases[name].roles?.service ?? '';

/** Sends a signal to the server and its processes. */
function signalDatabase(system: FaultSystem, signal: 'STOP' | 'CONT'): void {
  const { pid } = system.postgres;
  // The server first: while it is frozen it starts no further process.
  process.kill(pid, `SIG${signal}`);
  spawnSync('pkill', [`-${signal}`, '-P', String(pid)]);
}

/** Whether the database has refused something with these words since now. */
const refusedWith = (system: FaultSystem, words: string): (() => boolean) =>
  counted(() => system.databaseLog.split(words).length);

export const databaseFaults = {
  'database-killed': {
    component: 'database',
    begin: async (system) => {
      const connections = connectionsOf(wiresTo(system, 'database'));
      await system.postgres.stopImmediately();
      return { heal: () => system.startDatabase(), hasHit: () => connections > 0 };
    },
  },
  'database-sessions-ended': {
    component: 'database',
    begin: async (system) => over((await asSuperuser(system, endSessions)) > 0),
  },
  'database-frozen': {
    component: 'database',
    begin: (system) => {
      const { hasHit, stop } = watched(wiresTo(system, 'database'), ['statement', 'commit']);
      signalDatabase(system, 'STOP');
      return {
        heal: () => {
          stop();
          signalDatabase(system, 'CONT');
        },
        hasHit,
      };
    },
  },
  'database-read-only': {
    component: 'database',
    begin: async (system) => {
      const hasHit = refusedWith(system, 'in a read-only transaction');
      const reload = `select pg_reload_conf()`;
      await asSuperuser(system, `alter system set default_transaction_read_only = on`, reload);
      return {
        heal: async () => {
          await asSuperuser(system, `alter system reset default_transaction_read_only`, reload);
        },
        hasHit,
      };
    },
  },
  'database-without-connections': {
    component: 'database',
    begin: async (system) => {
      const hasHit = refusedWith(system, 'too many connections for role');
      const limit = (count: number) =>
        serviceNames.map((name) => `alter role ${roleOf(system, name)} connection limit ${count}`);
      await asSuperuser(system, ...limit(1), endSessions);
      return {
        heal: async () => {
          await asSuperuser(system, ...limit(-1));
        },
        hasHit,
      };
    },
  },
  'database-disk-full': {
    component: 'database',
    begin: async (system, choice) => {
      const hasHit = refusedWith(system, 'No space left on device');
      system.disk?.fill();
      if (choice % 2 === 0) {
        // Its log of changes needs a new file now, without which it gives up.
        await asSuperuser(system, ...Array<string>(4).fill(`select pg_switch_wal()`)).catch(nothing);
      }
      return {
        heal: async () => {
          system.disk?.free();
          await system.startDatabaseIfEnded();
        },
        hasHit,
      };
    },
  },
} satisfies Partial<Record<FaultKind, Fault>>;
