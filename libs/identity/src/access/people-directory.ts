/** What this service knows about a person by itself. */
export interface KnownPerson {
  roles: readonly string[];
  isDeleted: boolean;
}

/**
 * The last word about a person (A8): whoever is deleted or demoted here is refused at once, however fresh the token.
 * Asked on every request, so it must be quick.
 */
export abstract class PeopleDirectory {
  /** Undefined when the person is not known here; then the token's word counts. */
  abstract find(personId: string): Promise<KnownPerson | undefined>;
}
