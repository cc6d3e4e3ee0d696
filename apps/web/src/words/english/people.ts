/** Words of the pages about people and service clients. */
export const people = {} as const;
