import { hashKey } from '@tanstack/react-query';
import type { Role } from '../session/roles.js';
import { detailsOf, rowsOf, type DetailRow, type Details } from './details.js';

/** What administrators change of a person. */
export interface PersonValues {
  name: string;
  email: string;
  roles: readonly Role[];
  details: Details;
}

/** A person's data while it is edited. */
export interface PersonDraft {
  name: string;
  email: string;
  roles: readonly Role[];
  details: readonly DetailRow[];
}

export const personFields = ['name', 'email', 'roles', 'details'] as const;

export type PersonField = (typeof personFields)[number];

export const draftOf = ({ name, email, roles, details }: PersonValues): PersonDraft => ({
  name,
  email,
  roles,
  details: rowsOf(details),
});

/** A text that is equal for equal values, in whatever order roles and details are. */
const comparable = (draft: PersonDraft, field: PersonField): string =>
  hashKey([
    field === 'details'
      ? (detailsOf(draft.details) ?? { invalid: draft.details })
      : field === 'roles'
        ? draft.roles.toSorted()
        : draft[field].trim(),
  ]);

/** The fields in which two drafts differ. */
const differing = (one: PersonDraft, other: PersonDraft): PersonField[] =>
  personFields.filter((field) => comparable(one, field) !== comparable(other, field));

/** The fields that were edited. */
export const editedFields = (draft: PersonDraft, person: PersonValues): PersonField[] =>
  differing(draft, draftOf(person));

/** The edited fields as a request; details with an invalid row are left out. */
export function changeOf(draft: PersonDraft, person: PersonValues) {
  const edited = new Set(editedFields(draft, person));
  const details = detailsOf(draft.details);
  return {
    ...(edited.has('name') ? { name: draft.name } : {}),
    ...(edited.has('email') ? { email: draft.email } : {}),
    ...(edited.has('roles') ? { roles: [...draft.roles] } : {}),
    ...(edited.has('details') && details ? { details } : {}),
  };
}

/**
 * A draft of a person whom others have changed since it was begun: their changes, except in fields that were edited, and
 * the edited fields that they changed to something else.
 */
export function withTheirChanges(
  draft: PersonDraft,
  before: PersonValues,
  now: PersonValues,
): { draft: PersonDraft; conflicts: PersonField[] } {
  const theirs = draftOf(now);
  const edited = new Set(editedFields(draft, before));
  const changed = differing(draftOf(before), theirs);
  const taken = changed.filter((field) => !edited.has(field));
  const differs = new Set(differing(draft, theirs));
  return {
    draft: { ...draft, ...Object.fromEntries(taken.map((field) => [field, theirs[field]])) },
    conflicts: changed.filter((field) => edited.has(field) && differs.has(field)),
  };
}
