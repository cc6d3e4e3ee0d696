// @ts-check
// What is mutated, and the suites that must notice it.

/**
 * @typedef {object} Area
 * @property {string[]} mutate globs of the files to change
 * @property {string[]} tests the suites that must notice
 * @property {number} testSeconds how long a test may take, also on a busy machine
 */

/** @type {Record<string, Area>} */
export const areas = {
  guards: {
    mutate: ['libs/identity/src/access/*.ts', '!**/*.spec.ts'],
    tests: ['libs/identity/src/access/*.spec.ts', 'libs/identity/test/bearer-guard.spec.ts'],
    testSeconds: 30,
  },
  ledger: {
    // What posts; not what reads, lists and exports.
    mutate: [
      'apps/finance/src/ledger/{post-task-events,postings,booking,open-days,posting-id,reverse-posting}.ts',
      'apps/finance/src/ledger/{business-calendar,microsecond-instant,minor-units,restoring}.ts',
      'apps/finance/src/tasks/price.ts',
    ],
    tests: [
      'apps/finance/src/tasks/price.spec.ts',
      'apps/finance/test/{ledger,reversals,comparing-postings,day-ends}.spec.ts',
    ],
    testSeconds: 40,
  },
  close: {
    mutate: ['apps/finance/src/days/*.ts', '!**/*.{spec,controller,module,schedule}.ts'],
    tests: ['apps/finance/test/{days,day-ends,posting-while-closing,waiting-closes}.spec.ts'],
    testSeconds: 30,
  },
  outbox: {
    mutate: ['libs/messaging/src/outbox/*.ts', '!**/*.{spec,controller}.ts'],
    tests: ['libs/messaging/test/{outbox,outbox-histories}.spec.ts'],
    testSeconds: 60,
  },
  feed: {
    mutate: ['libs/messaging/src/{feed,consuming}/*.ts', '!**/*.spec.ts'],
    tests: ['libs/messaging/src/consuming/*.spec.ts', 'libs/messaging/test/{feed,feed-histories}.spec.ts'],
    testSeconds: 60,
  },
};
