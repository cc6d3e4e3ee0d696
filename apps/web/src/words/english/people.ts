/** Words of the pages about people and service clients. */
export const people = {
  place_people: 'People',
  place_clients: 'Service clients',
} as const;
