import type { Role } from '../session/session.js';

/** Roles that manage all tasks: they can reassign them and edit their descriptions (T4 to T6). */
export const taskManagerRoles: readonly Role[] = ['manager', 'administrator'];
