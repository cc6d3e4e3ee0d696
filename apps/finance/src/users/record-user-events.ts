import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { UserEventBody } from '@ates/contracts';
import { CachedUsers } from '@ates/identity';
import type { EventBatch } from '@ates/messaging';
import { Clock, Database } from '@ates/platform';

/** Consumes Auth's events about people (T11, F10). */
export class RecordUserEvents extends Command<void> {
  constructor(readonly batch: EventBatch<UserEventBody>) {
    super();
  }
}

@CommandHandler(RecordUserEvents)
export class RecordUserEventsHandler implements ICommandHandler<RecordUserEvents> {
  constructor(
    private readonly database: Database,
    private readonly cachedUsers: CachedUsers,
    private readonly clock: Clock,
  ) {}

  async execute({ batch }: RecordUserEvents): Promise<void> {
    await this.database.transaction(async (tx) => {
      const people = await this.cachedUsers.record(tx, batch, this.clock.now());
      await batch.settle(tx, { people });
    });
  }
}
