import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role, UserChange, UserView } from '@ates/contracts';
import { Problem } from '@ates/platform';
import { isDeepStrictEqual } from 'node:util';

/** A person (A1). Deleted ones stay as a row with a flag, so that their id keeps its meaning. */
@Entity('users')
export class User {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  /** As `emailAddress` reads it; no two people who are not deleted have the same, in capitals or not. */
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

  /** Takes over what a change names; false when nothing is different after it. */
  change(change: UserChange, now: Date): boolean {
    const before = { name: this.name, email: this.email, roles: this.roles, details: this.details };
    const after = { ...before, ...change };
    if (isDeepStrictEqual(before, after)) {
      return false;
    }
    Object.assign(this, after);
    this.changedAt = this.laterThanLastChange(now);
    return true;
  }

  delete(now: Date): void {
    this.isDeleted = true;
    this.changedAt = this.laterThanLastChange(now);
  }

  /** The person as administrators and services see them (A5). */
  view(): UserView {
    return {
      uuid: this.id,
      name: this.name,
      email: this.email,
      roles: this.roles,
      details: this.details,
      created_at: this.createdAt.toISOString(),
      changed_at: this.changedAt.toISOString(),
    };
  }

  /** Consumers pass over an event that is older than what they know, so the times of one person only go forward. */
  private laterThanLastChange(now: Date): Date {
    return new Date(Math.max(now.getTime(), this.changedAt.getTime() + 1));
  }
}

export const userNotFound = (id: string): Problem =>
  new Problem('not-found', 'user-not-found', `There is no user ${id}, or not any more.`);

export const emailTaken = (email: string): Problem =>
  new Problem('conflict', 'email-taken', `Somebody has the e-mail ${email} already. Take another one.`);
