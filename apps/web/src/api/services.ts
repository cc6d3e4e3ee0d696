export const services = ['tasks', 'finance', 'auth'] as const;

export type Service = (typeof services)[number];

/** Where a service is, on this origin. */
export const addressOf = (service: Service): string => `/api/${service}`;
