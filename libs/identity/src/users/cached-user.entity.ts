import { Column, Entity, PrimaryColumn } from 'typeorm';

/** This service's copy of a person, whom Auth owns (T11, F10). Never deleted once known, only flagged. */
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

  /** Fetched at least once; before that the row holds nothing but the id. */
  @Column('boolean', { name: 'is_known' })
  isKnown: boolean;

  /** To be fetched. */
  @Column('boolean', { name: 'is_stale' })
  isStale: boolean;

  /** Time of the newest event about the person. */
  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;

  /** Why the owner would not answer for the person, when it would not. */
  @Column('text', { nullable: true })
  refused: string | null;
}
