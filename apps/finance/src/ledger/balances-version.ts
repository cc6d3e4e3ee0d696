/**
 * SQL of a text that is another one after every posting, as soon as it has committed: a fee, a reward or what takes one
 * back touches the company's balance of an open day, and a payout the account of payouts. A row that was written again
 * has another xmin, and shows it when its transaction commits, not before. `lastClosed` is SQL of the last closed day.
 */
export const balancesVersion = (lastClosed: string): string => `
  concat_ws(' ',
    (select concat(xmin, ':', balance) from account where kind = 'payouts'),
    (select string_agg(concat(day, ':', xmin, ':', balance), ',' order by day)
     from company_day_balance where day > coalesce(${lastClosed}, '-infinity')))`;
