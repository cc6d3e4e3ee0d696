// Reference of P1: the usual way with Nest to consume events, each in a transaction of its own.
import { Controller, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Ctx,
  EventPattern,
  Payload,
  Transport,
  type RmqContext,
  type RmqOptions,
} from '@nestjs/microservices';
import { InjectDataSource, TypeOrmModule } from '@nestjs/typeorm';
import type { Channel, Message } from 'amqplib';
import { createHash } from 'node:crypto';
import { DataSource } from 'typeorm';
import { serve, settings } from '../program.mjs';
import {
  Account,
  CompanyDay,
  Posting,
  PostingKey,
  PricedTask,
  type AssignmentBody,
} from './events.entities.js';

const { databaseUrl, brokerUrl } = settings() as { databaseUrl: string; brokerUrl: string };

interface AssignedEvent extends AssignmentBody {
  id: string;
}

let handled = 0;
let awaited: { count: number; resolve: () => void } | undefined;

@Injectable()
class Ledger {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async charge({ id, task_uuid, assigned_to, timestamp }: AssignedEvent): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      if (await manager.existsBy(PostingKey, { subject: id, kind: 'fee' })) {
        return;
      }
      const { fee } = await manager.findOneByOrFail(PricedTask, { id: task_uuid });
      const company = await manager.findOneByOrFail(Account, { kind: 'company' });
      const person = await manager.findOneOrFail(Account, {
        where: { userId: assigned_to },
        lock: { mode: 'pessimistic_write' },
      });
      const day = timestamp.slice(0, 10);
      await manager.insert(PostingKey, {
        subject: id,
        kind: 'fee',
        posting: id,
        taskId: task_uuid,
        bookedOn: day,
        contentHash: createHash('sha256').update([task_uuid, assigned_to, timestamp].join(' ')).digest(),
      });
      await manager.insert(Posting, {
        id,
        eventId: id,
        kind: 'fee',
        debitAccount: person.id,
        creditAccount: company.id,
        amount: fee,
        taskId: task_uuid,
        occurredAt: new Date(timestamp),
        bookedOn: day,
      });
      await manager.decrement(Account, { id: person.id }, 'balance', Number(fee));
      const { affected } = await manager.increment(CompanyDay, { day }, 'balance', Number(fee));
      if (affected === 0) {
        // Another message may be the first of the day at the same moment.
        await manager
          .createQueryBuilder()
          .insert()
          .into(CompanyDay)
          .values({ day, balance: '0' })
          .orIgnore()
          .execute();
        await manager.increment(CompanyDay, { day }, 'balance', Number(fee));
      }
    });
  }
}

@Controller()
class EventsController {
  constructor(private readonly ledger: Ledger) {}

  @EventPattern('tasks.task.assigned')
  async assigned(@Payload() event: AssignedEvent, @Ctx() context: unknown): Promise<void> {
    await this.ledger.charge(event);
    const delivery = context as RmqContext;
    (delivery.getChannelRef() as Channel).ack(delivery.getMessage() as Message);
    handled += 1;
    if (awaited && handled >= awaited.count) {
      awaited.resolve();
    }
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: databaseUrl,
      entities: [Account, CompanyDay, Posting, PostingKey, PricedTask],
    }),
  ],
  controllers: [EventsController],
  providers: [Ledger],
})
class AppModule {}

const app = await NestFactory.createMicroservice<RmqOptions>(AppModule, {
  logger: ['error'],
  transport: Transport.RMQ,
  options: {
    urls: [brokerUrl],
    queue: 'usual.events',
    queueOptions: { durable: true },
    noAck: false,
    prefetchCount: 10,
  },
});
await app.listen();
serve(
  {},
  {
    posted: (count: number) =>
      new Promise<void>((resolve) => {
        awaited = { count: handled + count, resolve };
      }),
  },
);
