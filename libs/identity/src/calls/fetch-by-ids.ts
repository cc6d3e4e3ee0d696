import { uuid } from '@ates/contracts';
import { AnswerTooLarge, CallRefused, type OwnerAnswer, type ServiceCalls } from '@ates/platform';
import { z } from 'zod';
import { AnswerNotUnderstood } from './json-request.js';

const idsAtOnce = 200;

const page = z.object({ items: z.array(z.looseObject({ uuid })) });

interface Question<Row> {
  calls: ServiceCalls;
  collectionUrl: string;
  schema: z.ZodType<Row>;
  signal: AbortSignal | undefined;
}

/**
 * Asks the owner of a collection for rows by id: one by `GET {collectionUrl}/{id}`, several by
 * `GET {collectionUrl}?ids=...&limit=200`. Who owns it may be somebody else's program, which serves single rows alone:
 * ids that the list does not answer for are asked for one by one.
 * 404 is missing; another refusal (4xx), or an answer that does not fit the schema, is refused with its reason.
 * An id that the owner fails to answer for (5xx, no answer) is in none of these. Throws when that holds for all.
 */
export async function fetchByIds<Row>(
  calls: ServiceCalls,
  collectionUrl: string,
  ids: readonly string[],
  schema: z.ZodType<Row>,
  signal?: AbortSignal,
): Promise<OwnerAnswer<Row>> {
  const question: Question<Row> = { calls, collectionUrl, schema, signal };
  const answer: OwnerAnswer<Row> = { found: new Map(), missing: [], refused: new Map() };
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    await fetchSome(question, ids.slice(from, from + idsAtOnce), answer);
  }
  return answer;
}

async function fetchSome<Row>(
  question: Question<Row>,
  ids: readonly string[],
  answer: OwnerAnswer<Row>,
): Promise<void> {
  if (ids.length > 1) {
    await fetchList(question, ids, answer);
  }
  // Not being on the list proves nothing: somebody else's may not know `ids`, and show others.
  const left = ids.filter((id) => !answer.found.has(id) && !answer.refused.has(id));
  const outcomes = await Promise.allSettled(left.map((id) => fetchOne(question, id, answer)));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure && left.length === ids.length && outcomes.every(({ status }) => status === 'rejected')) {
    throw failure.reason;
  }
}

async function fetchList<Row>(
  { calls, collectionUrl, schema, signal }: Question<Row>,
  ids: readonly string[],
  answer: OwnerAnswer<Row>,
): Promise<void> {
  const list = await unlessRefused(
    calls.get(`${collectionUrl}?ids=${ids.join(',')}&limit=${idsAtOnce}`, signal),
  );
  const asked = new Set(ids);
  for (const item of page.safeParse(list).data?.items ?? []) {
    if (asked.has(item.uuid)) {
      take(answer, item.uuid, schema.safeParse(item));
    }
  }
}

/** Nothing, when the owner does not give lists. */
const unlessRefused = async (list: Promise<unknown>): Promise<unknown> => {
  try {
    return await list;
  } catch (error) {
    if (saysNo(error)) {
      return undefined;
    }
    throw error;
  }
};

/** It answered, and asking again gives the same answer. */
const saysNo = (error: unknown): error is Error =>
  error instanceof CallRefused || error instanceof AnswerNotUnderstood || error instanceof AnswerTooLarge;

async function fetchOne<Row>(
  { calls, collectionUrl, schema, signal }: Question<Row>,
  id: string,
  answer: OwnerAnswer<Row>,
): Promise<void> {
  try {
    take(answer, id, schema.safeParse(await calls.get(`${collectionUrl}/${id}`, signal)));
  } catch (error) {
    if (error instanceof CallRefused && error.status === 404) {
      answer.missing.push(id);
    } else if (saysNo(error)) {
      answer.refused.set(id, error.message);
    } else {
      throw error;
    }
  }
}

function take<Row>(answer: OwnerAnswer<Row>, id: string, parsed: z.ZodSafeParseResult<Row>): void {
  if (parsed.success) {
    answer.found.set(id, parsed.data);
  } else {
    answer.refused.set(id, `The owner's answer is not as it should be: ${parsed.error.issues[0]?.message}`);
  }
}
