/**
 * SQL: a change token that changes with every posting once it has committed. A fee, a reward or a reversal updates the
 * company's balance of an open day, a payout updates the payouts account. An updated row gets a new xmin, visible only
 * when its transaction commits. `lastClosed` is SQL for the last closed day.
 */
export const balancesVersion = (lastClosed: string): string => `
  concat_ws(' ',
    (select concat(xmin, ':', balance) from account where kind = 'payouts'),
    (select string_agg(concat(day, ':', xmin, ':', balance), ',' order by day)
     from company_day_balance where day > coalesce(${lastClosed}, '-infinity')))`;
