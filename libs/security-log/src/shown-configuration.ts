import type { SecurityDetails } from './record-security.js';

const secretName = /SECRET|PASS|KEY|TOKEN|CREDENTIAL/;

/** A service's configuration for the log: secrets appear only as `(set)`, addresses without credentials. */
export const shownConfiguration = (configuration: object): SecurityDetails =>
  Object.fromEntries(
    Object.entries(configuration)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]: [string, unknown]) => [key, shown(key, value)]),
  );

function shown(key: string, value: unknown): SecurityDetails[string] {
  if (typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  const text = Array.isArray(value) ? value.join(',') : String(value);
  if (secretName.test(key)) {
    return '(set)';
  }
  const address = URL.canParse(text) ? withoutCredentials(new URL(text)) : text;
  // A list of addresses may look like a single one.
  return address.replaceAll(/\/\/[^/\s]*@/g, '//');
}

/** Removes the user and password, and the query, where some drivers accept credentials as well. */
function withoutCredentials(address: URL): string {
  address.username = '';
  address.password = '';
  address.search = '';
  address.hash = '';
  return address.href;
}
