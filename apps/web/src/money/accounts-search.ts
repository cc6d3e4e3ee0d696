/** Orders of the list of accounts; a minus sign reverses one. */
export const accountOrders = ['name', '-name', 'balance', '-balance'] as const;

export type AccountOrder = (typeof accountOrders)[number];

/** Search parameters of the list of accounts. */
export interface AccountsSearch {
  /** Part of the name. */
  text?: string;
  /** By name, if undefined. */
  order?: AccountOrder;
}

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const accountsSearch = (search: Record<string, unknown>): AccountsSearch => ({
  text: typeof search['text'] === 'string' && search['text'] !== '' ? search['text'] : undefined,
  order: accountOrders.find((order) => order === search['order']),
});
