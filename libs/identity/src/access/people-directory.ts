/** What this service itself knows about a person. */
export interface KnownPerson {
  roles: readonly string[];
  isDeleted: boolean;
}

/** A person as found in this service's database. */
export interface FoundPerson extends KnownPerson {
  id: string;
}

/** What a verified token says about a person. */
export interface SignedInPerson {
  id: string;
  name: string;
  email: string;
  roles: readonly string[];
  /** When the token was issued. */
  at: Date;
}

/**
 * This service's own view of people, which takes precedence over their tokens (A8): a deleted or demoted person is
 * rejected at once, however fresh the token. Queried on every request, so it must be fast.
 */
export abstract class PeopleDirectory {
  /** Returns undefined when this service does not know the person. */
  abstract find(personId: string): Promise<KnownPerson | undefined>;

  /**
   * Asks the owner of people about a person unknown here: a verified token alone does not show whether its person has
   * been deleted since. Returns undefined when there is no such person, or no one to ask. Throws the Problem
   * `person-not-known-yet` while the owner does not answer.
   */
  async ask(_personId: string): Promise<KnownPerson | undefined> {
    return undefined;
  }

  /** Called with each newly verified token. Does nothing in a directory that learns of people in another way. */
  async noteSignedIn(_person: SignedInPerson): Promise<void> {}
}
