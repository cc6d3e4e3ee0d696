import { allRoles, type Role } from '../session/roles.js';

/** Search parameters of the list of people. */
export interface PeopleSearch {
  /** Part of the name or e-mail. */
  text?: string;
  /** Only people with this role. */
  role?: Role;
}

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const peopleSearch = (search: Record<string, unknown>): PeopleSearch => ({
  text: typeof search['text'] === 'string' && search['text'] !== '' ? search['text'] : undefined,
  role: allRoles.find((role) => role === search['role']),
});
