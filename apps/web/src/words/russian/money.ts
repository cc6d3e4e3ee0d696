export const money = {
  place_money: 'Мои деньги',
} as const;
