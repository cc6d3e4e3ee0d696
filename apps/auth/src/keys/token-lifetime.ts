/** How long access and ID tokens live, unless ACCESS_TOKEN_SECONDS makes it less; never longer. */
export const longestTokenLifetimeSeconds = 5 * 60;
