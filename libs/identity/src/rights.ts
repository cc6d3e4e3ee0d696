import type { TableRights } from '@ates/platform';

/** What the running role may do with the tables: cached people are a cache, which can be fetched again if it is lost. */
export const identityRights: TableRights = {
  cached_user: ['select', 'insert', 'update', 'delete'],
  issuer_key_set: ['select', 'insert', 'update (keys)', 'update (read_at)'],
};
