import { uuid } from '@ates/contracts';
import { AnswerTooLarge, CallRefused, type OwnerAnswer, type ServiceCalls } from '@ates/platform';
import { z } from 'zod';
import { AnswerNotUnderstood } from '../requests/json-request.js';

const idsAtOnce = 200;

const page = z.object({ items: z.array(z.looseObject({ uuid })) });

interface Query<Row> {
  calls: ServiceCalls;
  collectionUrl: string;
  schema: z.ZodType<Row>;
  signal: AbortSignal | undefined;
}

/**
 * Fetches rows of a collection from its owner by id: one by `GET {collectionUrl}/{id}`, several by
 * `GET {collectionUrl}?ids=...&limit=200`. A foreign owner may serve single rows only, so ids missing from the list are
 * fetched one by one.
 *
 * A 404 is `missing`; another 4xx, or an answer that does not fit the schema, is `refused` with its reason. Ids that
 * the owner fails to answer for (5xx, no answer) are in neither; throws when that holds for all of them.
 */
export async function fetchByIds<Row>(
  calls: ServiceCalls,
  collectionUrl: string,
  ids: readonly string[],
  schema: z.ZodType<Row>,
  signal?: AbortSignal,
): Promise<OwnerAnswer<Row>> {
  const query: Query<Row> = { calls, collectionUrl, schema, signal };
  const answer: OwnerAnswer<Row> = { found: new Map(), missing: [], refused: new Map() };
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    await fetchSome(query, ids.slice(from, from + idsAtOnce), answer);
  }
  return answer;
}

async function fetchSome<Row>(
  query: Query<Row>,
  ids: readonly string[],
  answer: OwnerAnswer<Row>,
): Promise<void> {
  if (ids.length > 1) {
    await fetchList(query, ids, answer);
  }
  // Absence from the list proves nothing: a foreign owner may ignore `ids` and list others.
  const left = ids.filter((id) => !answer.found.has(id) && !answer.refused.has(id));
  const outcomes = await Promise.allSettled(left.map((id) => fetchOne(query, id, answer)));
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure && left.length === ids.length && outcomes.every(({ status }) => status === 'rejected')) {
    throw failure.reason;
  }
}

async function fetchList<Row>(
  { calls, collectionUrl, schema, signal }: Query<Row>,
  ids: readonly string[],
  answer: OwnerAnswer<Row>,
): Promise<void> {
  const list = await unlessRefused(
    calls.get(`${collectionUrl}?ids=${ids.join(',')}&limit=${idsAtOnce}`, signal),
  );
  const requested = new Set(ids);
  for (const item of page.safeParse(list).data?.items ?? []) {
    if (requested.has(item.uuid)) {
      record(answer, item.uuid, schema.safeParse(item));
    }
  }
}

/** Undefined when the owner does not serve lists. */
const unlessRefused = async (list: Promise<unknown>): Promise<unknown> => {
  try {
    return await list;
  } catch (error) {
    if (isFinal(error)) {
      return undefined;
    }
    throw error;
  }
};

/** Whether the owner answered and would give the same answer again. */
const isFinal = (error: unknown): error is Error =>
  error instanceof CallRefused || error instanceof AnswerNotUnderstood || error instanceof AnswerTooLarge;

async function fetchOne<Row>(
  { calls, collectionUrl, schema, signal }: Query<Row>,
  id: string,
  answer: OwnerAnswer<Row>,
): Promise<void> {
  try {
    record(answer, id, schema.safeParse(await calls.get(`${collectionUrl}/${id}`, signal)));
  } catch (error) {
    if (error instanceof CallRefused && error.status === 404) {
      answer.missing.push(id);
    } else if (isFinal(error)) {
      answer.refused.set(id, error.message);
    } else {
      throw error;
    }
  }
}

function record<Row>(answer: OwnerAnswer<Row>, id: string, parsed: z.ZodSafeParseResult<Row>): void {
  if (parsed.success) {
    answer.found.set(id, parsed.data);
  } else {
    answer.refused.set(id, `The owner's answer is invalid: ${parsed.error.issues[0]?.message}`);
  }
}
