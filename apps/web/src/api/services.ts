export const services = ['tasks', 'finance', 'auth'] as const;

export type Service = (typeof services)[number];

/** The path prefix of a service's API on this origin. */
export const basePathOf = (service: Service): string => `/api/${service}`;
