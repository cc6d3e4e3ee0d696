import { emailAddress } from '@ates/contracts';

/**
 * The account key of an address as typed. All spellings of an address, in any case, give the same key; text that is not
 * an address gives the key of no existing account.
 */
export const accountOf = (typed: string): string => {
  const address = emailAddress.safeParse(typed);
  return (address.success ? address.data : typed.trim()).toLowerCase();
};
