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
  /** Undefined when the person is not known here. */
  abstract find(personId: string): Promise<KnownPerson | undefined>;

  /**
   * Asks the owner of people about somebody who is not known here: a good token alone does not tell that its person was
   * deleted meanwhile. Undefined when there is no such person, as wherever nobody can be asked. Throws the Problem
   * `person-not-known-yet` while the owner does not answer.
   */
  async ask(_personId: string): Promise<KnownPerson | undefined> {
    return undefined;
  }

  /** Hears of each token that was found good. Says nothing to a directory that learns of people elsewhere. */
  async noteSignedIn(_person: SignedInPerson): Promise<void> {}
}
