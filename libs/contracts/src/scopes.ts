/** What each scope lets a service do (A3); docs/access.md has the routes of each. */
export const scopesOfThisSystem: Readonly<Record<string, string>> = {
  'accounts:read': 'balances, audit logs and payouts of anybody',
  'events:read': 'the event feeds',
  'metrics:read': 'the figures at /metrics',
  'parked-messages:read': 'messages that could not be taken',
  'tasks:read': 'tasks, with their prices and postings',
  'users:read': 'names, addresses and roles of people',
};
