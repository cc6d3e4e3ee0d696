import { Column, Entity, Generated, PrimaryColumn } from 'typeorm';

@Entity('outbox')
export class OutboxMessage {
  @PrimaryColumn('uuid')
  id: string;

  @Column('bigint')
  @Generated('increment')
  seq: string;

  @Column('text')
  type: string;

  @Column('json')
  body: AssignmentBody;

  /** Null until it was sent. */
  @Column('bigint', { nullable: true })
  position: string | null;
}

export interface AssignmentBody {
  task_uuid: string;
  assigned_to: string;
  timestamp: string;
}

@Entity('account')
export class Account {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  kind: string;

  @Column('uuid', { name: 'user_id', nullable: true })
  userId: string | null;

  @Column('bigint', { nullable: true })
  balance: string;
}

@Entity('company_day_balance')
export class CompanyDay {
  @PrimaryColumn('date')
  day: string;

  @Column('bigint')
  balance: string;
}

@Entity('task')
export class PricedTask {
  @PrimaryColumn('uuid')
  id: string;

  @Column('bigint')
  fee: string;
}

@Entity('posting_key')
export class PostingKey {
  @PrimaryColumn('uuid')
  subject: string;

  @PrimaryColumn('text')
  kind: string;

  @Column('uuid')
  posting: string;

  @Column('uuid', { name: 'task_id' })
  taskId: string;

  @Column('date', { name: 'booked_on' })
  bookedOn: string;

  @Column('bytea', { name: 'content_hash' })
  contentHash: Buffer;
}

@Entity('posting')
export class Posting {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'event_id' })
  eventId: string;

  @Column('text')
  kind: string;

  @Column('uuid', { name: 'debit_account' })
  debitAccount: string;

  @Column('uuid', { name: 'credit_account' })
  creditAccount: string;

  @Column('bigint')
  amount: string;

  @Column('uuid', { name: 'task_id' })
  taskId: string;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt: Date;

  @Column('date', { name: 'booked_on' })
  bookedOn: string;
}
