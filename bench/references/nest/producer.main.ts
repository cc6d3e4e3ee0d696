// Reference of P1: the usual way with Nest to publish an outbox, one event after the other through ClientRMQ.
import { Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientsModule, Transport, type ClientProxy } from '@nestjs/microservices';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { lastValueFrom } from 'rxjs';
import { IsNull, type Repository } from 'typeorm';
import { serve, settings } from '../program.mjs';
import { OutboxMessage } from './events.entities.js';

const { databaseUrl, brokerUrl } = settings() as { databaseUrl: string; brokerUrl: string };

@Injectable()
class OutboxPublisher {
  constructor(
    @Inject('EVENTS') private readonly client: ClientProxy,
    @InjectRepository(OutboxMessage) private readonly outbox: Repository<OutboxMessage>,
  ) {}

  async drain(): Promise<void> {
    for (;;) {
      const messages = await this.outbox.find({
        where: { position: IsNull() },
        order: { seq: 'ASC' },
        take: 100,
      });
      if (messages.length === 0) {
        return;
      }
      for (const { id, seq, type, body } of messages) {
        await lastValueFrom(this.client.emit(type, { id, ...body }), { defaultValue: undefined });
        await this.outbox.update({ id }, { position: seq });
      }
    }
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({ type: 'postgres', url: databaseUrl, entities: [OutboxMessage] }),
    TypeOrmModule.forFeature([OutboxMessage]),
    ClientsModule.register([
      {
        name: 'EVENTS',
        transport: Transport.RMQ,
        options: {
          urls: [brokerUrl],
          queue: 'usual.events',
          queueOptions: { durable: true },
          persistent: true,
        },
      },
    ]),
  ],
  providers: [OutboxPublisher],
})
class AppModule {}

const app = await NestFactory.createApplicationContext(AppModule, { logger: ['error'] });
const publisher = app.get(OutboxPublisher);
serve({}, { drain: () => publisher.drain() });
