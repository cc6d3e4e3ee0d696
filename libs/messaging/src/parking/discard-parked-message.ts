import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { ParkedMessages } from '../messages/parked-messages.js';

/** Discards a parked message (S6): it can no longer be replayed, and its row stays as a record. */
export class DiscardParkedMessage extends Command<void> {
  constructor(readonly id: string) {
    super();
  }
}

/** Throws Problem `parked-message-not-found`, or `parked-message-settled` if it was already replayed or discarded. */
@CommandHandler(DiscardParkedMessage)
export class DiscardParkedMessageHandler implements ICommandHandler<DiscardParkedMessage> {
  constructor(
    private readonly database: Database,
    private readonly parked: ParkedMessages,
  ) {}

  async execute({ id }: DiscardParkedMessage): Promise<void> {
    await this.parked.find(id);
    await this.database.transaction(async (tx) => {
      await this.parked.settle(tx, id, 'discarded');
      await recordSecurity(tx, { action: 'message.discarded', subject: { kind: 'message', id } });
    });
  }
}
