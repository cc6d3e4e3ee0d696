export * from './identity.module.js';
export type { IdentitySettings, ServiceClient } from './identity-settings.js';
export * from './access/people-directory.js';
export * from './issuer/issuer-keys.js';
export { fetchByIds } from './calls/fetch-by-ids.js';
export * from './users/cached-user.entity.js';
export { cachedUserMigrations } from './users/cached-user.migration.js';
export { CachedUsers, type UserEvent } from './users/cached-users.js';
export * from './users/cached-users.module.js';
