/** Words of the analytics page. */
export const analytics = {} as const;
