/** How long access and ID tokens live. */
export const tokenLifetimeSeconds = 5 * 60;
