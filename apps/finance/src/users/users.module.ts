import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CachedUsers } from '@ates/identity';
import { ProducerTimelines } from '@ates/messaging';
import { RecordUserEventsHandler } from './record-user-events.js';
import { UsersConsumer } from './users.consumer.js';

/** The people known to Finance. */
@Module({
  imports: [CqrsModule],
  controllers: [UsersConsumer],
  providers: [RecordUserEventsHandler],
})
export class UsersModule {
  constructor(timelines: ProducerTimelines, users: CachedUsers) {
    timelines.onRestored('auth', (tx) => users.compareAll(tx));
  }
}
