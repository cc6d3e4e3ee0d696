import { daysSearch, type DaysSearch } from './days-search.js';

export const sections = ['parked', 'reconciliation', 'statements', 'verification', 'health'] as const;

export type Section = (typeof sections)[number];

/** Search parameters of the operations page: the section, and the days to verify. */
interface OperationsSearch extends DaysSearch {
  section?: Section;
}

export const isSection = (text: unknown): text is Section => sections.some((section) => section === text);

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const operationsSearch = (search: Record<string, unknown>): OperationsSearch => ({
  ...daysSearch(search),
  section: isSection(search['section']) ? search['section'] : undefined,
});
