/** Words of the pages about the company's books. */
export const books = {
  place_income: 'Income',
  place_days: 'Days',
  place_accounts: 'Accounts',
  place_payouts: 'Payouts',
  place_operations: 'Operations',
} as const;
