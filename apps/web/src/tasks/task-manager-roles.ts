import type { Role } from '../session/session.js';

/** Whose task it is to see that all tasks are done: they draw anew, and edit what others wrote (T4 to T6). */
export const taskManagerRoles: readonly Role[] = ['manager', 'administrator'];
