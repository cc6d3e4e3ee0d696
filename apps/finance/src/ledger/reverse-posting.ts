import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Reversal } from '@ates/contracts';
import {
  Clock,
  Database,
  Problem,
  type IdempotencyKey,
  type Transaction,
  isoInstantWithMicroseconds,
} from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { FinanceConfiguration } from '../config.js';
import { presentOf, presentRow } from './business-calendar.js';
import { bookedOn, firstOpenDay, keepDaysOpen } from './open-days.js';
import { idOfKey } from './posting-id.js';
import { addToBalances } from './postings.js';
import { refuseWhileRestoring } from './restoring.js';

/** Signals that a posting was reversed: its file in the day journal must be written. */
export const postingReversed = 'posting: reversed';

/** Reverses a fee or a reward on an administrator's decision, with a reason (F3). */
export class ReversePosting extends Command<Reversal> {
  constructor(
    readonly posting: string,
    readonly reason: string,
    readonly decidedBy: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/**
 * Each posting can be reversed once: repeating it with the same reason returns the first result, another reason is
 * refused. The reversal is booked on the current day, or on the first open one.
 */
@CommandHandler(ReversePosting)
export class ReversePostingHandler implements ICommandHandler<ReversePosting> {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly configuration: FinanceConfiguration,
  ) {}

  execute({ posting, reason, decidedBy, idempotencyKey }: ReversePosting): Promise<Reversal> {
    return this.database.once(idempotencyKey, async (tx) => {
      await keepDaysOpen(tx);
      await refuseWhileRestoring(tx);
      await requireReversible(tx, posting);
      const present = presentOf(this.configuration, this.clock.now());
      const postingIds = await insertReversal(tx, { posting, reason, decidedBy }, present);
      await addToBalances(tx, postingIds);
      this.database.signals.afterCommit(tx, postingReversed);
      const reversal = await findReversal(tx, posting, this.configuration.CURRENCY);
      if (reversal.reason !== reason) {
        throw reversedBefore(reversal);
      }
      if (postingIds.length > 0) {
        await recordReversal(tx, reversal);
      }
      return reversal;
    });
  }
}

const recordReversal = (tx: Transaction, { reverses, user, task, amount }: Reversal): Promise<void> =>
  recordSecurity(tx, {
    action: 'posting.reversed',
    subject: { kind: 'posting', id: reverses },
    details: { user, task, amount },
  });

/** A payout is money that has left, and reversals are final, so that a posting either counts or does not. */
async function requireReversible(tx: Transaction, posting: string): Promise<void> {
  const [found] = await tx.query<{ kind: string }[]>(`select kind from posting where id = $1`, [posting]);
  if (!found) {
    throw new Problem(
      'not-found',
      'no-such-posting',
      'No posting has this id. You can find the ids in the audit log.',
    );
  }
  if (found.kind !== 'fee' && found.kind !== 'reward') {
    throw new Problem(
      'conflict',
      'not-reversible',
      `You can reverse a fee or a reward, but not a ${found.kind}. To correct a payout, reverse what led to it.`,
    );
  }
}

interface Decision {
  posting: string;
  reason: string;
  decidedBy: string;
}

/** Returns its id, or none if the posting was already reversed; concurrent reversals can collide on id or key. */
async function insertReversal(tx: Transaction, decision: Decision, present: string): Promise<string[]> {
  const inserted = await tx.query<{ id: string }[]>(
    `insert into posting
       (id, key, content_hash, kind, debit_account, credit_account, amount, task_id, occurred_at, booked_on,
        reverses, reverses_kind, reason, decided_by)
     select ${idOfKey(`'reversal:' || reversed.id`)}, 'reversal:' || reversed.id,
            sha256(convert_to(${textOfReversal('reversed.id', '$2', '$3', 'present.now')}, 'UTF8')),
            'reversal', reversed.credit_account, reversed.debit_account, reversed.amount, reversed.task_id,
            present.now, ${bookedOn(`'reversal:' || reversed.id`, 'present.now')}, reversed.id, reversed.kind, $2, $3
     from posting as reversed cross join ${presentRow('$4')}
     where reversed.id = $1
     on conflict do nothing
     returning id`,
    [decision.posting, decision.reason, decision.decidedBy, present],
  );
  return inserted.map(({ id }) => id);
}

/** A reversal that was lost with the database. */
interface LostReversal {
  posting: string;
  /** The permanent key of the posting it reverses. */
  reverses: string;
  reason: string;
  decided_by: string;
  occurred_at: string;
  booked_on: string;
}

/** Inserts reversals as they were, if the postings they reverse are there; returns the ids of new ones (F11). */
export async function insertJournaledReversals(
  tx: Transaction,
  reversals: readonly LostReversal[],
): Promise<string[]> {
  const inserted = await tx.query<{ id: string }[]>(
    `insert into posting
       (id, key, content_hash, kind, debit_account, credit_account, amount, task_id, occurred_at, booked_on,
        reverses, reverses_kind, reason, decided_by)
     select lost.posting, 'reversal:' || reversed.id,
            sha256(convert_to(${textOfReversal('reversed.id', 'lost.reason', 'lost.decided_by', 'lost.occurred_at')}, 'UTF8')),
            'reversal', reversed.credit_account, reversed.debit_account, reversed.amount, reversed.task_id,
            lost.occurred_at, greatest(lost.booked_on, ${firstOpenDay}),
            reversed.id, reversed.kind, lost.reason, lost.decided_by
     from jsonb_to_recordset($1::jsonb) as lost
       (posting uuid, reverses text, reason text, decided_by uuid, occurred_at timestamptz, booked_on date)
     join posting as reversed on reversed.key = lost.reverses
     order by reversed.key
     on conflict do nothing
     returning id`,
    [JSON.stringify(reversals)],
  );
  return inserted.map(({ id }) => id);
}

/** SQL: everything a reversal says, as input for its content hash. */
export const textOfReversal = (
  posting: string,
  reason: string,
  decidedBy: string,
  occurredAt: string,
): string =>
  `concat_ws(' ', 'reversal', ${posting}::uuid, ${decidedBy}::uuid,
     extract(epoch from ${occurredAt}::timestamptz), ${reason}::text)`;

async function findReversal(tx: Transaction, posting: string, currency: string): Promise<Reversal> {
  const [reversal] = await tx.query<Omit<Reversal, 'currency'>[]>(
    `select posting.id as uuid, posting.reverses, account.user_id as user, posting.task_id as task,
            posting.person_amount::float8 as amount, posting.reason, posting.decided_by,
            ${isoInstantWithMicroseconds('posting.occurred_at')} as occurred_at,
            posting.booked_on::text
     from posting join account on account.id = posting.person_account
     where posting.key = concat('reversal:', $1::uuid)`,
    [posting],
  );
  if (!reversal) {
    throw new Error(`the reversal of ${posting} is missing`);
  }
  return { ...reversal, currency };
}

const reversedBefore = ({ occurred_at, reason }: Reversal): Problem =>
  new Problem(
    'conflict',
    'reversed-before',
    `This was already reversed at ${occurred_at} for another reason: ${reason}`,
  );
