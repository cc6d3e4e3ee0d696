import type { Transaction } from './transaction.js';

/** What the running role may do with a table, in the words of PostgreSQL's GRANT. */
export type Right = 'select' | 'insert' | 'update' | `update (${string})` | 'delete' | 'maintain';

/**
 * What the running role may do with each table of a database: what its code does, and nothing more. A row that must not
 * change has no `update`, one that must stay has no `delete`; a column that may change is named. Nobody is ever given
 * `truncate`, `trigger` or `references`, and only an owner can alter, drop or disable anything.
 */
export type TableRights = Readonly<Record<string, readonly Right[]>>;

/** The rights on the tables that each service has from the platform. */
export const platformRights: TableRights = {
  migrations: ['select'],
  idempotency_key: ['select', 'insert', 'update (answer)', 'delete'],
  instance_lease: [
    'select',
    'insert',
    'update (instance)',
    'update (holder)',
    'update (token)',
    'update (expires_at)',
    'update (session_pid)',
    'update (session_started_at)',
  ],
};

interface Granted {
  table: string;
  owner: string;
  /** Whether who asks may grant on it: they own it. */
  is_ours: boolean;
  rights: string[];
}

// MAINTAIN, which lets the role lock a table against others without changing a row of it, came with this version.
const firstVersion = 170_000;

/**
 * Gives `role` the rights on these tables, and takes every other right on them away from it and from PUBLIC. Asks first and
 * changes only what differs, so that a start which changes nothing writes nothing. The caller must own the tables.
 */
export async function grantRights(owner: Transaction, role: string, rights: TableRights): Promise<void> {
  await requireVersion(owner);
  const granted = await grantedRights(owner, role, Object.keys(rights));
  requireTables(granted, rights);
  requireOwnership(granted);
  const differing = granted.filter(({ table, rights: has }) => !isSame(has, rights[table] ?? []));
  const doors = await doorsOf(owner, role);
  const statements = [
    ...(doors.may_enter ? [] : [`grant connect on database ${doors.database} to ${named(role)}`]),
    ...(doors.may_create ? [`revoke create on schema public from public, ${named(role)}`] : []),
    ...differing.flatMap(({ table }) => statementsFor(table, role, rights[table] ?? [])),
  ];
  for (const statement of statements) {
    await owner.query(statement);
  }
}

/** The rights that a role and PUBLIC have on tables, as `grantRights` names them; those on columns with the column. */
export const grantedRights = (tx: Transaction, role: string, tables: readonly string[]): Promise<Granted[]> =>
  tx.query<Granted[]>(
    `select relation.relname as table, pg_get_userbyid(relation.relowner) as owner,
            pg_has_role(current_user, relation.relowner, 'usage') as is_ours,
            (select coalesce(array_agg(granted.right order by granted.right), '{}') from (
               select distinct lower(privilege_type) as right
               from aclexplode(relation.relacl) where ${isAbout('$1')}
               union
               select lower(privilege_type) || ' (' || attname || ')'
               from pg_attribute, aclexplode(attacl)
               where attrelid = relation.oid and attacl is not null and ${isAbout('$1')}
             ) as granted) as rights
     from pg_class as relation
     where relation.relnamespace = 'public'::regnamespace and relation.relkind in ('r', 'p')
       and relation.relname = any($2::text[])
     order by relation.relname`,
    [role, tables],
  );

// 0 is PUBLIC.
const isAbout = (role: string): string =>
  `(grantee = 0 or grantee = (select oid from pg_roles where rolname = ${role}))`;

interface Doors {
  database: string;
  may_enter: boolean;
  may_create: boolean;
}

async function doorsOf(owner: Transaction, role: string): Promise<Doors> {
  const [doors] = await owner.query<Doors[]>(
    `select quote_ident(current_database()) as database,
            has_database_privilege($1, current_database(), 'connect') as may_enter,
            has_schema_privilege($1, 'public', 'create') as may_create`,
    [role],
  );
  if (!doors) {
    throw new Error('the database did not say who may enter it');
  }
  return doors;
}

const statementsFor = (table: string, role: string, rights: readonly Right[]): string[] => [
  `revoke all on table ${named(table)} from public, ${named(role)}`,
  ...(rights.length > 0 ? [`grant ${rights.join(', ')} on table ${named(table)} to ${named(role)}`] : []),
];

const named = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const isSame = (has: readonly string[], wanted: readonly string[]): boolean =>
  [...has].sort().join() === [...wanted].sort().join();

function requireTables(granted: readonly Granted[], rights: TableRights): void {
  const there = new Set(granted.map(({ table }) => table));
  const missing = Object.keys(rights).filter((table) => !there.has(table));
  if (missing.length > 0) {
    throw new Error(`Rights are declared for tables that no migration makes: ${missing.join(', ')}`);
  }
}

function requireOwnership(granted: readonly Granted[]): void {
  const foreign = granted.filter(({ is_ours: isOurs }) => !isOurs);
  if (foreign.length > 0) {
    const owners = [...new Set(foreign.map(({ owner }) => owner))].join(', ');
    throw new Error(
      `DATABASE_OWNER_URL: its role does not own ${foreign.map(({ table }) => table).join(', ')}; ${owners} does. ` +
        'Hand the tables over to it once: docs/operations.md, "Two roles for each database".',
    );
  }
}

async function requireVersion(owner: Transaction): Promise<void> {
  const [row] = await owner.query<{ version: number }[]>(
    `select current_setting('server_version_num')::int as version`,
  );
  if ((row?.version ?? 0) < firstVersion) {
    throw new Error(
      'DATABASE_OWNER_URL: two roles need PostgreSQL 17 or later. Leave the key out to run with one.',
    );
  }
}
