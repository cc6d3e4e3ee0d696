import { Column, Entity, JoinColumn, ManyToOne, OneToOne, PrimaryColumn, type Relation } from 'typeorm';

@Entity('cached_user')
export class Person {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text', { array: true })
  roles: string[];

  @Column('boolean', { name: 'is_deleted' })
  isDeleted: boolean;

  @Column('boolean', { name: 'is_known' })
  isKnown: boolean;
}

@Entity('task_price')
export class Price {
  @PrimaryColumn('uuid', { name: 'task_id' })
  taskId: string;

  @OneToOne(() => Task, (task) => task.price)
  @JoinColumn({ name: 'task_id' })
  task: Relation<Task>;

  @Column('bigint')
  fee: string;

  @Column('bigint')
  reward: string;

  @Column('text')
  currency: string;
}

@Entity('task')
export class Task {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  description: string;

  @Column({ type: 'text', name: 'jira_id', nullable: true, insert: false, update: false })
  jiraId: string | null;

  @Column({ type: 'text', insert: false, update: false })
  title: string;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'author_id' })
  author: Person;

  @ManyToOne(() => Person)
  @JoinColumn({ name: 'assigned_to' })
  performer: Person;

  @OneToOne(() => Price, (price) => price.task)
  price: Relation<Price> | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;

  @Column('timestamptz', { name: 'assigned_at' })
  assignedAt: Date;

  @Column('timestamptz', { name: 'completed_at', nullable: true })
  completedAt: Date | null;
}

@Entity('task_assignment')
export class Assignment {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'task_id' })
  taskId: string;

  @Column('uuid', { name: 'performer_id' })
  performerId: string;

  @Column('timestamptz', { name: 'assigned_at' })
  assignedAt: Date;
}

@Entity('outbox_new')
export class OutboxMessage {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  type: string;

  @Column('int')
  version: number;

  @Column('json')
  body: object;
}
