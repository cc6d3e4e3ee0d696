export const books = {
  place_income: 'Доход',
  place_days: 'Дни',
  place_accounts: 'Счета',
  place_payouts: 'Выплаты',
  place_operations: 'Эксплуатация',
} as const;
