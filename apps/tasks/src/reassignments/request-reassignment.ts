import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v7 as uuidv7 } from 'uuid';
import type { Reassignment } from '@ates/contracts';
import { Clock, Database, type IdempotencyKey } from '@ates/platform';
import { drawingSeed } from '../users/performer-draw.js';
import { oneReassignment } from './reassignments.queries.js';

/**
 * Asks for all open tasks to be drawn anew (T4). Each request is a reassignment of its own, also while others go on or
 * wait; they are done one after the other. Answers it as it stands, not done yet.
 */
export class RequestReassignment extends Command<Reassignment> {
  constructor(
    readonly personId: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(RequestReassignment)
export class RequestReassignmentHandler implements ICommandHandler<RequestReassignment> {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  execute({ personId, idempotencyKey }: RequestReassignment): Promise<Reassignment> {
    return this.database.once(idempotencyKey, async (tx) => {
      const id = uuidv7();
      await tx.query(
        `insert into reassignment (id, requested_by, requested_at, seed) values ($1, $2, $3, $4)`,
        [id, personId, this.clock.now(), drawingSeed()],
      );
      const [stored] = await tx.query<{ reassignment: Reassignment }[]>(oneReassignment, [id]);
      if (!stored) {
        throw new Error('the reassignment was not stored');
      }
      return stored.reassignment;
    });
  }
}
