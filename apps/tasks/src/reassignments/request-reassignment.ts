import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v7 as uuidv7 } from 'uuid';
import type { Reassignment } from '@ates/contracts';
import { Clock, Database, Problem, type IdempotencyKey, type Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { TasksConfiguration } from '../config.js';
import { drawingSeed } from '../users/performer-draw.js';
import { oneReassignment } from './reassignments.queries.js';

/** The signal that somebody requested a reassignment. */
export const reassignmentRequested = 'reassignment: requested';

/**
 * Asks for all open tasks to be drawn anew (T4). Each request is a reassignment of its own, also while others go on or
 * wait; they are done one after the other. Answers it as it stands, not done yet; or Problem `too-many-reassignments` while
 * REASSIGNMENTS_WAITING of the same person wait beside one that is running.
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
    private readonly configuration: TasksConfiguration,
  ) {}

  execute({ personId, idempotencyKey }: RequestReassignment): Promise<Reassignment> {
    return this.database.once(idempotencyKey, async (tx) => {
      await requirePlace(tx, personId, this.configuration.REASSIGNMENTS_WAITING);
      const id = uuidv7();
      await tx.query(
        `insert into reassignment (id, requested_by, requested_at, seed) values ($1, $2, $3, $4)`,
        [id, personId, this.clock.now(), drawingSeed()],
      );
      await recordSecurity(tx, { action: 'tasks.reassigned', subject: { kind: 'reassignment', id } });
      this.database.signals.afterCommit(tx, reassignmentRequested);
      const [stored] = await tx.query<{ reassignment: Reassignment }[]>(oneReassignment, [id]);
      if (!stored) {
        throw new Error('the reassignment was not stored');
      }
      return stored.reassignment;
    });
  }
}

interface Unfinished {
  count: number;
  /** In how many seconds the one that is running will have finished, at its present speed; null when none runs yet. */
  seconds: number | null;
}

async function requirePlace(tx: Transaction, personId: string, waiting: number): Promise<void> {
  // Two requests of one person at the same time: the second waits here, then counts the first.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('tasks:reassignments:' || $1, 0))`, [
    personId,
  ]);
  const [unfinished] = await tx.query<Unfinished[]>(
    `select count(*) filter (where requested_by = $1)::int as count,
            ceil(max((total - done) * extract(epoch from progressed_at - started_at) / nullif(done, 0)))::int as seconds
     from reassignment where finished_at is null`,
    [personId],
  );
  if (unfinished && unfinished.count > waiting) {
    throw tooManyReassignments(unfinished);
  }
}

const longestEstimateSeconds = 600;
const usualSeconds = 5;

function tooManyReassignments({ count, seconds }: Unfinished): Problem {
  const retryAfterSeconds = Math.min(longestEstimateSeconds, Math.max(1, seconds ?? usualSeconds));
  const own = count === 1 ? 'One reassignment of yours has' : `${count} reassignments of yours have`;
  return new Problem(
    'too-many',
    'too-many-reassignments',
    `${own} not finished yet. You can request the next one when the first of them is done; ` +
      `try again in about ${retryAfterSeconds} seconds.`,
    { retryAfterSeconds },
  );
}
