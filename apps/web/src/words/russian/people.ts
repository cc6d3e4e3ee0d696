export const people = {
  place_people: 'Люди',
  place_clients: 'Клиенты служб',
} as const;
