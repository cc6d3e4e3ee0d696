/** SQL: the columns of business_day that its hash covers. */
export const hashedColumns = `
  day, closed_at, postings, fees, rewards, paid_people, paid, people_in_the_red, carried_over, payouts_hash`;

/** SQL: the hash of the day `closed`, which follows the day `before`; both are rows of business_day. */
export const hashOfDay = `
  sha256(coalesce(before.hash, '') || convert_to(concat_ws(' ',
    to_char(closed.day, 'YYYY-MM-DD'), extract(epoch from closed.closed_at), closed.postings, closed.fees,
    closed.rewards, closed.paid_people, closed.paid, closed.people_in_the_red, closed.carried_over,
    encode(closed.payouts_hash, 'hex')), 'UTF8'))`;

/** SQL aggregate: the hash of everyone's payouts. */
export const hashOfPayouts = (user: string, amount: string, isPaid: string): string =>
  `sha256(convert_to(coalesce(
     string_agg(${user} || ' ' || ${amount}, ',' order by ${user}) filter (where ${isPaid}), ''
   ), 'UTF8'))`;
