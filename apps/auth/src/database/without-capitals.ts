/** SQL for comparing an address case-insensitively; the unique index on people's addresses uses the same expression. */
export const withoutCapitals = (address: string): string => `lower(${address} collate "und-x-icu")`;
