import { emailAddress } from '@ates/contracts';

/**
 * The account that an address names, as it was typed: every spelling of an address, in capitals too, is one account; what
 * is no address is an account that nobody has.
 */
export const accountOf = (typed: string): string => {
  const address = emailAddress.safeParse(typed);
  return (address.success ? address.data : typed.trim()).toLowerCase();
};
