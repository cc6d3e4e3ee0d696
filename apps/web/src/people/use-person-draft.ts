import { useState } from 'react';
import type { PersonData } from './people-queries.js';
import {
  draftOf,
  editedFields,
  withTheirChanges,
  type PersonDraft,
  type PersonField,
} from './person-draft.js';

interface DraftState {
  draft: PersonDraft;
  /** The data that the draft changes. */
  base: PersonData;
  /** Fields that others changed while they were edited. */
  conflicts: readonly PersonField[];
}

const begun = (person: PersonData): DraftState => ({ draft: draftOf(person), base: person, conflicts: [] });

/** The draft of a person, which takes over what others change meanwhile. */
export function usePersonDraft(person: PersonData) {
  const [state, setState] = useState(() => begun(person));
  if (Date.parse(person.changed_at) > Date.parse(state.base.changed_at)) {
    const { draft, conflicts } = withTheirChanges(state.draft, state.base, person);
    setState({ draft, base: person, conflicts: [...new Set([...state.conflicts, ...conflicts])] });
  }
  const edited = editedFields(state.draft, state.base);
  return {
    ...state,
    // A field that was edited back to their value is none.
    conflicts: state.conflicts.filter((field) => edited.includes(field)),
    isEdited: edited.length > 0,
    edit: (changed: Partial<PersonDraft>) =>
      setState((before) => ({ ...before, draft: { ...before.draft, ...changed } })),
    /** Takes the value that others set in a field. */
    takeTheirs: (field: PersonField) =>
      setState((before) => ({ ...before, draft: { ...before.draft, [field]: draftOf(before.base)[field] } })),
    /** Starts a new draft of this data. */
    restart: (data: PersonData) => setState(begun(data)),
  };
}
