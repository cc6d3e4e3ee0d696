import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '@ates/contracts';
import { hasRole, Problem, type Principal } from '@ates/platform';

/** Roles that may edit and redraw other people's tasks. */
export const rolesThatManageTasks: readonly Role[] = ['manager', 'administrator'];

/** A task. It always has a performer (T2). */
@Entity('task')
export class Task {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  description: string;

  @Column('uuid', { name: 'author_id' })
  authorId: string;

  @Column('uuid', { name: 'assigned_to' })
  assignedTo: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;

  @Column('timestamptz', { name: 'assigned_at' })
  assignedAt: Date;

  @Column('timestamptz', { name: 'completed_at', nullable: true })
  completedAt: Date | null;

  /** Why this person may not edit the description; undefined for the author, managers and administrators (T6). */
  refusalToChange(person: Principal): Problem | undefined {
    if (this.authorId === person.id || hasRole(person, ...rolesThatManageTasks)) {
      return undefined;
    }
    return new Problem(
      'forbidden',
      'not-your-text',
      'Only the author, a manager or an administrator can edit this task.',
    );
  }

  /** Why this person may not complete the task; undefined when they may (T3). */
  refusalToComplete(personId: string): Problem | undefined {
    if (this.assignedTo !== personId) {
      return new Problem(
        'forbidden',
        'not-your-task',
        'You can only complete tasks that are assigned to you. This one is assigned to someone else.',
      );
    }
    return this.refusalOnceCompleted();
  }

  /** Why the task cannot be redrawn; undefined when it can (T5). */
  refusalToRedraw(): Problem | undefined {
    return this.refusalOnceCompleted();
  }

  private refusalOnceCompleted(): Problem | undefined {
    if (!this.completedAt) {
      return undefined;
    }
    return new Problem('conflict', 'task-already-completed', 'This task is already completed.');
  }
}

/** Thrown when no task has this id. */
export const taskNotFound = (id: string): Problem =>
  new Problem('not-found', 'task-not-found', `There is no task ${id}. GET /tasks lists all tasks.`);
