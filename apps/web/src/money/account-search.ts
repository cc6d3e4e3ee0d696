import { parseDay } from '../components/days.js';

/** The day whose statement an account's page shows, as `2026-03-02`. */
interface AccountSearch {
  date?: string;
}

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const accountSearch = (search: Record<string, unknown>): AccountSearch => ({
  date: parseDay(search['date']),
});
