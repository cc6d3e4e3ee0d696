/** What each scope grants to a service (A3); docs/access.md lists the routes of each. */
export const scopesOfThisSystem: Readonly<Record<string, string>> = {
  'accounts:read': 'balances, audit logs and payouts of all people',
  'events:read': 'event feeds',
  'metrics:read': 'metrics at /metrics',
  'parked-messages:read': 'parked (dead-lettered) messages',
  'tasks:read': 'tasks, with their prices and postings',
  'users:read': 'names, email addresses and roles of people',
};
