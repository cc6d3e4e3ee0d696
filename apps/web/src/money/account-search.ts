/** Which days of an account its page shows, as `2026-03-02`. */
export interface AccountSearch {
  date?: string;
}

const isDay = (text: unknown): text is string => typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text);

/** Takes from an address what is known, and leaves the rest. */
export const accountSearch = (search: Record<string, unknown>): AccountSearch => ({
  date: isDay(search['date']) ? search['date'] : undefined,
});
