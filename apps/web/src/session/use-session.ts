import { useSyncExternalStore } from 'react';
import { session, type SessionState, type SignedIn } from './session.js';

export { hasRole, performs } from './roles.js';

export const useSession = (): SessionState => useSyncExternalStore(session.subscribe, session.state);

/** The signed-in person. Throws when no one is signed in, so use it only below `Shell`. */
export function useSignedIn(): SignedIn {
  const state = useSession();
  if (state.kind !== 'signed-in') {
    throw new Error('Nobody is signed in');
  }
  return state.person;
}
