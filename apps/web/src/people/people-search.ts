import { allRoles, type Role } from '../session/roles.js';

export const personStatuses = ['active', 'never_signed_in', 'deleted'] as const;

export type PersonStatus = (typeof personStatuses)[number];

/** Orders of the list of people; a minus sign reverses one. */
export const personOrders = ['name', '-name', 'last_sign_in', '-last_sign_in'] as const;

export type PersonOrder = (typeof personOrders)[number];

/** Search parameters of the list of people. */
export interface PeopleSearch {
  /** Part of the name or e-mail. */
  text?: string;
  /** Only people with this role. */
  role?: Role;
  /** Everyone who is not deleted, if undefined. */
  status?: PersonStatus;
  /** As they were added, if undefined. */
  order?: PersonOrder;
}

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const peopleSearch = (search: Record<string, unknown>): PeopleSearch => ({
  text: textIn(search['text']),
  role: allRoles.find((role) => role === search['role']),
  status: personStatuses.find((status) => status === search['status']),
  order: personOrders.find((order) => order === search['order']),
});

// The router parses `text=42` as a number.
const textIn = (text: unknown): string | undefined => {
  const written = typeof text === 'number' || typeof text === 'boolean' ? String(text) : text;
  return typeof written === 'string' && written !== '' ? written : undefined;
};
