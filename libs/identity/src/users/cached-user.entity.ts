import { Column, Entity, PrimaryColumn } from 'typeorm';

/** This service's cached row of a person, whom Auth owns (T11, F10). Never deleted once known, only flagged. */
@Entity('cached_user')
export class CachedUser {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text')
  email: string;

  @Column('text', { array: true })
  roles: string[];

  @Column('boolean', { name: 'is_deleted' })
  isDeleted: boolean;

  /** Whether the row was fetched at least once; before that it has only the id. */
  @Column('boolean', { name: 'is_known' })
  isKnown: boolean;

  /** Whether the row must be fetched again. */
  @Column('boolean', { name: 'is_stale' })
  isStale: boolean;

  /** Timestamp of the newest event about the person. */
  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;

  /** The reason if the owner refused to return the person. */
  @Column('text', { nullable: true })
  refused: string | null;
}
