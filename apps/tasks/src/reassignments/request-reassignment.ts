import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v7 as uuidv7 } from 'uuid';
import type { Reassignment } from '@ates/contracts';
import { Clock, Database, Problem, type IdempotencyKey, type Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { TasksConfiguration } from '../config.js';
import { drawingSeed } from '../users/performer-draw.js';
import { oneReassignment } from './reassignments.queries.js';

/** The signal sent when a reassignment was requested. */
export const reassignmentRequested = 'reassignment: requested';

/**
 * Requests a random reassignment of all open tasks (T4). Each request is a separate reassignment; they run one after
 * the other. Returns the queued reassignment. Throws Problem `too-many-reassignments` when REASSIGNMENTS_WAITING of
 * the same person already wait besides the running one.
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
      await requireFreeSlot(tx, personId, this.configuration.REASSIGNMENTS_WAITING);
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
  /** Estimated seconds until the running one finishes, at its present speed; null when none is running. */
  seconds: number | null;
}

async function requireFreeSlot(tx: Transaction, personId: string, waiting: number): Promise<void> {
  // Of two concurrent requests of one person, the second waits here, then counts the first.
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
  const unfinished = count === 1 ? 'an unfinished reassignment' : `${count} unfinished reassignments`;
  return new Problem(
    'too-many',
    'too-many-reassignments',
    `You have ${unfinished}. You can request another when the first one finishes; ` +
      `try again in about ${retryAfterSeconds} seconds.`,
    { retryAfterSeconds },
  );
}
