import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role, UserChange, UserView } from '@ates/contracts';
import { Problem } from '@ates/platform';
import { isDeepStrictEqual } from 'node:util';

/** A person (A1). Deleted people keep their row, with a flag, so that their id stays meaningful. */
@Entity('users')
export class User {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  /** As parsed by `emailAddress`; unique, ignoring case, among people who are not deleted. */
  @Column('text')
  email: string;

  @Column('text', { array: true })
  roles: Role[];

  @Column('jsonb')
  details: Record<string, unknown>;

  @Column({ name: 'is_deleted', type: 'boolean' })
  isDeleted: boolean;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  changedAt: Date;

  get isAdministrator(): boolean {
    return this.roles.includes('administrator');
  }

  /** Applies a change; returns false if nothing is different afterwards. */
  change(change: Omit<UserChange, 'unchanged_since'>, now: Date): boolean {
    const before = { name: this.name, email: this.email, roles: this.roles, details: this.details };
    const after = { ...before, ...change };
    if (isDeepStrictEqual(before, after)) {
      return false;
    }
    Object.assign(this, after);
    this.changedAt = this.laterThanLastChange(now);
    return true;
  }

  /** Whether the person was changed after that time. */
  isChangedSince(time: string): boolean {
    return this.changedAt.getTime() > Date.parse(time);
  }

  delete(now: Date): void {
    this.isDeleted = true;
    this.changedAt = this.laterThanLastChange(now);
  }

  /** The person as administrators and services see them (A5), who last signed in then, or never. */
  view(lastSignInAt: string | null = null): UserView {
    const signedIn = lastSignInAt === null ? 'never_signed_in' : 'active';
    return {
      uuid: this.id,
      name: this.name,
      email: this.email,
      roles: this.roles,
      details: this.details,
      status: this.isDeleted ? 'deleted' : signedIn,
      last_sign_in_at: lastSignInAt,
      created_at: this.createdAt.toISOString(),
      changed_at: this.changedAt.toISOString(),
    };
  }

  /** Consumers skip events older than what they know, so a person's timestamps must only increase. */
  private laterThanLastChange(now: Date): Date {
    return new Date(Math.max(now.getTime(), this.changedAt.getTime() + 1));
  }
}

export const userNotFound = (id: string): Problem =>
  new Problem('not-found', 'user-not-found', `There is no user ${id}.`);

export const emailTaken = (email: string): Problem =>
  new Problem('conflict', 'email-taken', `Someone already has the e-mail ${email}. Use another one.`);

/** Refuses a change that was made to outdated data. */
export const changedMeanwhile = (name: string): Problem =>
  new Problem(
    'conflict',
    'user-changed',
    `${name} has been changed since you read their data. Read it again, then repeat your change.`,
  );
