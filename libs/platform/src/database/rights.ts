import type { Transaction } from './transaction.js';

/** A right of the running role on a table, as in PostgreSQL's GRANT. */
type Right = 'select' | 'insert' | 'update' | `update (${string})` | 'delete' | 'maintain';

/**
 * The running role's rights on each table of a database: exactly what its code needs. No `update` on rows that must not
 * change, no `delete` on rows that must stay, and updatable columns are listed. Never `truncate`, `trigger` or
 * `references`; and only an owner can alter, drop or disable anything.
 */
export type TableRights = Readonly<Record<string, readonly Right[]>>;

/** The rights on the platform's tables, which every service has. */
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
  /** Whether the current role owns the table and so may grant rights on it. */
  is_ours: boolean;
  rights: string[];
}

/**
 * Grants `role` exactly these rights on the tables, and revokes every other right on them from it and from PUBLIC.
 * Changes only what differs, so a start without changes writes nothing. The caller must own the tables. Throws if
 * a table does not exist, or the caller does not own one.
 */
export async function grantRights(owner: Transaction, role: string, rights: TableRights): Promise<void> {
  const granted = await grantedRights(owner, role, Object.keys(rights));
  requireTables(granted, rights);
  requireOwnership(granted);
  const differing = granted.filter(({ table, rights: has }) => !isSame(has, rights[table] ?? []));
  const access = await accessOf(owner, role);
  const statements = [
    ...(access.may_connect ? [] : [`grant connect on database ${access.database} to ${named(role)}`]),
    ...(access.may_create ? [`revoke create on schema public from public, ${named(role)}`] : []),
    ...differing.flatMap(({ table }) => statementsFor(table, role, rights[table] ?? [])),
  ];
  for (const statement of statements) {
    await owner.query(statement);
  }
}

/** The rights of a role and of PUBLIC on tables, in the notation of `grantRights`; column rights name their column. */
const grantedRights = (tx: Transaction, role: string, tables: readonly string[]): Promise<Granted[]> =>
  tx.query<Granted[]>(
    `select relation.relname as table, pg_get_userbyid(relation.relowner) as owner,
            pg_has_role(current_user, relation.relowner, 'usage') as is_ours,
            (select coalesce(array_agg(granted.right order by granted.right), '{}') from (
               select distinct lower(privilege_type) as right
               from aclexplode(relation.relacl) where ${isGrantedTo('$1')}
               union
               select lower(privilege_type) || ' (' || attname || ')'
               from pg_attribute, aclexplode(attacl)
               where attrelid = relation.oid and attacl is not null and ${isGrantedTo('$1')}
             ) as granted) as rights
     from pg_class as relation
     where relation.relnamespace = 'public'::regnamespace and relation.relkind in ('r', 'p')
       and relation.relname = any($2::text[])
     order by relation.relname`,
    [role, tables],
  );

// 0 is PUBLIC.
const isGrantedTo = (role: string): string =>
  `(grantee = 0 or grantee = (select oid from pg_roles where rolname = ${role}))`;

interface Access {
  database: string;
  may_connect: boolean;
  may_create: boolean;
}

async function accessOf(owner: Transaction, role: string): Promise<Access> {
  const [access] = await owner.query<Access[]>(
    `select quote_ident(current_database()) as database,
            has_database_privilege($1, current_database(), 'connect') as may_connect,
            has_schema_privilege($1, 'public', 'create') as may_create`,
    [role],
  );
  if (!access) {
    throw new Error('the database did not return the rights of the role');
  }
  return access;
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
    throw new Error(`Rights are declared for tables that no migration creates: ${missing.join(', ')}`);
  }
}

function requireOwnership(granted: readonly Granted[]): void {
  const foreign = granted.filter(({ is_ours: isOurs }) => !isOurs);
  if (foreign.length > 0) {
    const owners = [...new Set(foreign.map(({ owner }) => owner))].join(', ');
    throw new Error(
      `DATABASE_OWNER_URL: its role does not own ${foreign.map(({ table }) => table).join(', ')}; ${owners} does. ` +
        'Transfer the tables to it once: docs/operations.md, "Two roles for each database".',
    );
  }
}
