import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '@ates/contracts';
import { hasRole, Problem, type Principal } from '@ates/platform';

/** Who may change and redraw tasks of others. */
export const rolesThatManageTasks: readonly Role[] = ['manager', 'administrator'];

/** A task: what is to be done, and who is to do it. It always has a performer (T2). */
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

  /** Why this person cannot change the description; undefined when they can: authors, managers, administrators (T6). */
  refusalToChange(person: Principal): Problem | undefined {
    if (this.authorId === person.id || hasRole(person, ...rolesThatManageTasks)) {
      return undefined;
    }
    return new Problem(
      'forbidden',
      'not-your-text',
      'The author of a task, managers and administrators change its description.',
    );
  }

  /** Why this person cannot complete the task; undefined when they can (T3). */
  refusalToComplete(personId: string): Problem | undefined {
    if (this.assignedTo !== personId) {
      return new Problem(
        'forbidden',
        'not-your-task',
        'Only its performer completes a task, and this one is assigned to somebody else.',
      );
    }
    return this.refusalOnceCompleted();
  }

  /** Why its performer cannot be drawn anew; undefined when they can (T5). */
  refusalToRedraw(): Problem | undefined {
    return this.refusalOnceCompleted();
  }

  private refusalOnceCompleted(): Problem | undefined {
    if (!this.completedAt) {
      return undefined;
    }
    return new Problem(
      'conflict',
      'task-already-completed',
      'This task was completed before. It stays so, and is rewarded once.',
    );
  }
}

/** Nobody has created a task with this id. */
export const taskNotFound = (id: string): Problem =>
  new Problem('not-found', 'task-not-found', `There is no task ${id}. GET /tasks lists those there are.`);
