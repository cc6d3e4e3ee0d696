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
import { booked } from './booking.js';
import { bookedOn, firstOpenDay, keepDaysOpen } from './open-days.js';
import { idOfKey } from './posting-id.js';
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
      const bookedOn = await requireReversible(tx, posting);
      const present = presentOf(this.configuration, this.clock.now());
      const isNew = await bookReversal(tx, { posting, bookedOn, reason, decidedBy }, present);
      this.database.signals.afterCommit(tx, postingReversed);
      const reversal = await findReversal(tx, posting, this.configuration.CURRENCY);
      if (reversal.reason !== reason) {
        throw reversedBefore(reversal);
      }
      if (isNew) {
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

/**
 * A payout is money that has left, and reversals are final, so that a posting either counts or does not. Returns the day
 * it is booked on, so that only this looks for it in every month.
 */
async function requireReversible(tx: Transaction, posting: string): Promise<string> {
  const [found] = await tx.query<{ kind: string; booked_on: string }[]>(
    `select kind, booked_on::text from posting where id = $1`,
    [posting],
  );
  if (!found) {
    throw new Problem(
      'not-found',
      'no-such-posting',
      'No posting has this id, or operators have detached its month. You can find the ids in the audit log.',
    );
  }
  if (found.kind !== 'fee' && found.kind !== 'reward') {
    throw new Problem(
      'conflict',
      'not-reversible',
      `You can reverse a fee or a reward, but not a ${found.kind}. To correct a payout, reverse what led to it.`,
    );
  }
  return found.booked_on;
}

interface Decision {
  posting: string;
  bookedOn: string;
  reason: string;
  decidedBy: string;
}

const columnsOfReversal = ['event_id', 'reverses', 'reversed_on', 'reverses_kind', 'reason', 'decided_by'];

/** Returns false if the posting was already reversed. */
async function bookReversal(
  tx: Transaction,
  { posting, bookedOn: day, reason, decidedBy }: Decision,
  present: string,
): Promise<boolean> {
  const [outcome] = await tx.query<{ posted: number }[]>(
    booked(
      `select ${idOfKey(`'reversal:' || reversed.id`)} as id, reversed.id as subject, 'reversal' as kind,
              sha256(convert_to(${textOfReversal('reversed.id', '$3', '$4', 'present.now')}, 'UTF8')) as content_hash,
              reversed.credit_account as debit_account, reversed.debit_account as credit_account, reversed.amount,
              reversed.event_id, reversed.task_id, present.now as occurred_at,
              ${bookedOn(`'reversal:' || reversed.id`, 'present.now')} as booked_on, reversed.id as reverses,
              reversed.booked_on as reversed_on, reversed.kind as reverses_kind, $3::text as reason,
              $4::uuid as decided_by
       from posting as reversed cross join ${presentRow('$5')}
       where reversed.id = $1 and reversed.booked_on = $2`,
      columnsOfReversal,
    ),
    [posting, day, reason, decidedBy, present],
  );
  return outcome?.posted === 1;
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

/** Books reversals as they were, if the postings they reverse are there and they are not booked yet (F11). */
export const bookJournaledReversals = (
  tx: Transaction,
  reversals: readonly LostReversal[],
): Promise<unknown> =>
  tx.query(
    booked(
      `select lost.posting as id, reversed.id as subject, 'reversal' as kind,
              sha256(convert_to(${textOfReversal('reversed.id', 'lost.reason', 'lost.decided_by', 'lost.occurred_at')}, 'UTF8'))
                as content_hash,
              reversed.credit_account as debit_account, reversed.debit_account as credit_account, reversed.amount,
              reversed.event_id, reversed.task_id, lost.occurred_at,
              greatest(lost.booked_on, ${firstOpenDay}) as booked_on, reversed.id as reverses,
              reversed.booked_on as reversed_on, reversed.kind as reverses_kind, lost.reason, lost.decided_by
       from jsonb_to_recordset($1::jsonb) as lost
         (posting uuid, reverses text, reason text, decided_by uuid, occurred_at timestamptz, booked_on date)
       join posting_key as key on key.subject = split_part(lost.reverses, ':', 2)::uuid
         and key.kind in ('fee', 'reward') and key_of(key.kind, key.subject) = lost.reverses
       join posting as reversed on reversed.id = key.posting and reversed.booked_on = key.booked_on`,
      columnsOfReversal,
    ),
    [JSON.stringify(reversals)],
  );

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
     from posting_key
     join posting on posting.id = posting_key.posting and posting.booked_on = posting_key.booked_on
     join account on account.id = posting.person_account
     where posting_key.subject = $1 and posting_key.kind = 'reversal'`,
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
