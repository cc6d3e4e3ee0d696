/** What this service knows about a person by itself. */
export interface KnownPerson {
  roles: readonly string[];
  isDeleted: boolean;
}

/** What a token, found good, says about a person. */
export interface SignedInPerson {
  id: string;
  name: string;
  email: string;
  roles: readonly string[];
  /** When the token was issued. */
  at: Date;
}

/**
 * The last word about a person (A8): whoever is deleted or demoted here is refused at once, however fresh the token.
 * Asked on every request, so it must be quick.
 */
export abstract class PeopleDirectory {
  /** Undefined when the person is not known here; then the token's word counts. */
  abstract find(personId: string): Promise<KnownPerson | undefined>;

  /** Hears of each token that was found good. Says nothing to a directory that learns of people elsewhere. */
  async noteSignedIn(_person: SignedInPerson): Promise<void> {}
}
