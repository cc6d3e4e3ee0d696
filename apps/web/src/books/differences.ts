/** What a verification compares (F3), as the service names it, and the phrase for it. Some of it is money. */
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
  'day_result.dearest': 'differs_dearest',
  'day_result.tasks_with_profit': 'differs_tasksWithProfit',
  'day_result.tasks_with_deficit': 'differs_tasksWithDeficit',
  'posting.key': 'differs_key',
  'posting.content_hash': 'differs_content',
  'posting.reverses_kind': 'differs_reverses',
  'posting.reverses': 'differs_reverses',
  'posting.booked_on': 'differs_bookedOn',
  'posting.occurred_at': 'differs_occurredAt',
} as const;

/** What is missing beside the books themselves, each with what to do about it. */
const besides = {
  posting: 'differs_missingPosting',
  'posting and event': 'differs_otherThanEvent',
  event: 'differs_noEvent',
  trigger: 'differs_trigger',
  'day journal': 'differs_journal',
} as const;

const advices = {
  posting: 'advice_missingPosting',
  'posting and event': 'advice_otherThanEvent',
  event: 'advice_noEvent',
  trigger: 'advice_trigger',
  'day journal': 'advice_journal',
} as const;

const phrases = { ...amounts, ...others, ...besides };

const isKnown = (what: string): what is keyof typeof phrases => Object.hasOwn(phrases, what);

/** The phrase for what differs; undefined for what only a later version of the service compares. */
export const phraseFor = (what: string) => (isKnown(what) ? phrases[what] : undefined);

/** The amount in minor units that a value is, when what it is of is money. */
export const parseAmount = (what: string, value: string): number | undefined =>
  Object.hasOwn(amounts, what) && /^-?\d+$/.test(value) ? Number(value) : undefined;

/** What to do about it, where there is something besides finding out who did it. */
export const adviceFor = (what: string) => Object.entries(advices).find(([known]) => known === what)?.[1];
