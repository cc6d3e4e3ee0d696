import { useSyncExternalStore } from 'react';
import { session, type Role, type SessionState, type SignedIn } from './session.js';

export const useSession = (): SessionState => useSyncExternalStore(session.subscribe, session.state);

/** Who is signed in. Only for what is shown to people who are. */
export function useSignedIn(): SignedIn {
  const state = useSession();
  if (state.kind !== 'signed-in') {
    throw new Error('Nobody is signed in');
  }
  return state.person;
}

/** Whether the person has one of the roles. */
export const hasRole = (person: SignedIn, roles: readonly Role[]): boolean =>
  person.roles.some((role) => roles.includes(role));

const notPerforming: readonly Role[] = ['manager', 'administrator'];

/** Whether tasks can fall to the person: everybody with a role but managers and administrators (T2). */
export const performs = (person: SignedIn): boolean =>
  person.roles.length > 0 && !hasRole(person, notPerforming);
