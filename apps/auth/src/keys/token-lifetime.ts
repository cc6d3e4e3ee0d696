/** The longest, and default, lifetime of access and ID tokens; ACCESS_TOKEN_SECONDS can only shorten it. */
export const longestTokenLifetimeSeconds = 5 * 60;
