/** Words of the pages about accounts of people. */
export const money = {
  place_money: 'My money',
} as const;
