import { messagingRights } from '@ates/messaging';
import type { TableRights } from '@ates/platform';
import { securityLogRights } from '@ates/security-log';

/** Rights of the service's role on the tables of Auth's database. Rows of people stay when they are deleted (A1). */
export const authRights: TableRights = {
  ...messagingRights,
  ...securityLogRights,
  users: [
    'select',
    'insert',
    'update (name)',
    'update (email)',
    'update (roles)',
    'update (details)',
    'update (is_deleted)',
    'update (changed_at)',
  ],
  last_sign_in: ['select', 'insert', 'update (at)'],
  credential: ['select', 'insert', 'update (secret_hash)', 'update (lookup)', 'update (set_at)', 'delete'],
  oidc_payload: ['select', 'insert', 'update', 'delete'],
  signing_key: ['select', 'insert', 'delete'],
  service_client: ['select', 'insert', 'update (secret_hash)', 'delete'],
  device_client: ['select', 'insert', 'update (secret_hash)', 'delete'],
  one_time_link: ['select', 'insert', 'update (used_at)', 'update (revoked_at)', 'delete'],
  mail: [
    'select',
    'insert',
    'update (state)',
    'update (attempts)',
    'update (next_attempt_at)',
    'update (last_error)',
    'update (sent_at)',
    'delete',
  ],
  registration: ['select', 'insert', 'update (confirmed_at)', 'delete'],
  invitation: [
    'select',
    'insert',
    'update (expires_at)',
    'update (accepted_at)',
    'update (revoked_at)',
    'delete',
  ],
  setup_code: ['select', 'insert', 'delete'],
  earlier_registration: ['select'],
  attempt_count: ['select', 'insert', 'update', 'delete'],
};
