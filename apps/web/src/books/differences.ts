/** Text keys of what a verification compares (F3), by the service's names. These are amounts of money. */
const amounts = {
  'account.balance': 'differs_balance',
  'company_day_balance.balance': 'differs_companyBalance',
  'carried_balance.balance': 'differs_carriedBalance',
  'business_day.fees': 'differs_fees',
  'business_day.rewards': 'differs_rewards',
  'business_day.paid': 'differs_paid',
  'business_day.carried_over': 'differs_carriedOver',
  'posting.amount': 'differs_amount',
  'sum of all balances': 'differs_sum',
} as const;

const others = {
  business_day: 'differs_day',
  'business_day.postings': 'differs_postings',
  'business_day.paid_people': 'differs_paidPeople',
  'business_day.people_in_the_red': 'differs_peopleInTheRed',
  'business_day.payouts_hash': 'differs_payoutsHash',
  'business_day.hash': 'differs_hash',
  'day_result.dearest': 'differs_mostExpensiveTask',
  'day_result.tasks_with_profit': 'differs_tasksWithProfit',
  'day_result.tasks_with_deficit': 'differs_tasksWithDeficit',
  'posting.key': 'differs_key',
  'posting_key.posting': 'differs_lostPosting',
  'posting.content_hash': 'differs_content',
  'posting.reverses_kind': 'differs_reverses',
  'posting.reverses': 'differs_reverses',
  'posting.booked_on': 'differs_bookedOn',
  'posting.occurred_at': 'differs_occurredAt',
} as const;

/** Inconsistencies with data outside the books; each has advice on what to do. */
const outsideBooks = {
  posting: 'differs_missingPosting',
  'posting and event': 'differs_otherThanEvent',
  event: 'differs_noEvent',
  trigger: 'differs_trigger',
  'day journal': 'differs_journal',
} as const;

const adviceKeys = {
  posting: 'advice_missingPosting',
  'posting and event': 'advice_otherThanEvent',
  event: 'advice_noEvent',
  trigger: 'advice_trigger',
  'day journal': 'advice_journal',
} as const;

const textKeys = { ...amounts, ...others, ...outsideBooks };

const isKnown = (what: string): what is keyof typeof textKeys => Object.hasOwn(textKeys, what);

/** The text key of what differs; undefined for something only a newer version of the service compares. */
export const textKeyFor = (what: string) => (isKnown(what) ? textKeys[what] : undefined);

/** Parses a value as an amount in minor units; undefined if it is not money. */
export const parseAmount = (what: string, value: string): number | undefined =>
  Object.hasOwn(amounts, what) && /^-?\d+$/.test(value) ? Number(value) : undefined;

/** The text key of the advice, where there is more to do than finding out who caused the difference. */
export const adviceKeyFor = (what: string) =>
  Object.entries(adviceKeys).find(([known]) => known === what)?.[1];
