/** SQL of an address as it is compared: the unique index of people's addresses is on the same expression. */
export const withoutCapitals = (address: string): string => `lower(${address} collate "und-x-icu")`;
