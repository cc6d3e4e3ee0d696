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

  @Column('boolean', { name: 'is_sent' })
  isSent: boolean;
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

@Entity('posting')
export class Posting {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  key: string;

  @Column('bytea', { name: 'content_hash' })
  contentHash: Buffer;

  @Column('text')
  kind: string;

  @Column('uuid')
  account: string;

  @Column('uuid')
  task: string;

  @Column('bigint')
  amount: string;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt: Date;

  @Column('date', { name: 'booked_on' })
  bookedOn: string;
}
