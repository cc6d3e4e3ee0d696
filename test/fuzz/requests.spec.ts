import { untilEventsBooked } from '../support/books.js';
import { System } from '../support/system.js';
import { RequestCampaign, type RequestOutcome } from './request-campaign.js';
import { campaignSize, patienceFor, report } from './size.js';

/** Limits for strangers and for people, which would answer most fuzzed requests with 429. */
const withoutLimits = Object.fromEntries(
  [
    'SIGN_IN_ATTEMPTS_PER_ACCOUNT',
    'SIGN_IN_ATTEMPTS_PER_ADDRESS',
    'SIGN_IN_ATTEMPTS_PER_DEVICE',
    'REGISTRATIONS_PER_ADDRESS',
    'PASSWORD_RESETS_PER_ADDRESS',
    'MAILS_PER_ADDRESS',
  ].map((name) => [name, '1000000']),
);

describe('Fuzzed requests to every operation of the OpenAPI documents', () => {
  const { count, seed } = campaignSize('requests', 1500);
  let system: System;
  let outcome: RequestOutcome;

  beforeAll(async () => {
    system = await System.start({
      transport: 'feed',
      environment: {
        auth: { ...withoutLimits, REGISTRATION: 'open' },
        // One waiting run is enough: each draws for all tasks.
        tasks: { REASSIGNMENTS_WAITING: '1' },
      },
    });
    await system.untilPeopleCached();
    const campaign = await RequestCampaign.of(system);
    outcome = await campaign.run(count, seed);
  }, patienceFor(count));

  afterAll(() => system.stop());

  it('get answers as documented, without 5xx and without anything from the inside', () => {
    const lines = outcome.faults.map(({ what, count: times, example }) => `${times} x ${what}\n${example}`);
    expect(lines.join('\n\n'), `reproduce with --requests ${count} --seed ${seed}`).toBe('');
  });

  it('reach many operations with success, so that the campaign tests more than refusals', () => {
    expect(outcome.succeeded / outcome.operations).toBeGreaterThan(0.35);
  });

  it('leave every process running, and the log free of errors', () => {
    const errors = Object.values(system.services).flatMap((service) =>
      service
        .recentOutput()
        .split('\n')
        .filter((line) => /\b(ERROR|FATAL)\b/.test(line)),
    );
    expect(errors).toEqual([]);
  });

  it('leave the books correct and the system working (F3)', async () => {
    await untilEventsBooked(system, 600_000);
    const administrator = await system.as('admin@ates.local', 'finance');
    const verified = await administrator.get('/accounting/verification?feed=compare');
    expect(verified).toMatchObject({ status: 200, body: { differences: [], feed: { state: 'compared' } } });
    const tasks = await system.as('manager@ates.local', 'tasks');
    expect(await tasks.post('/tasks', { description: 'Fix the perch' })).toMatchObject({ status: 201 });
    const { requests, statuses, succeeded, operations, slowestMilliseconds, faults } = outcome;
    await report(
      `${requests} fuzzed requests (seed ${seed}) to ${operations} operations (${succeeded} also succeeded): ` +
        `${faults.length} faults, answers by status ${JSON.stringify(statuses)}, ` +
        `slowest ${Math.round(slowestMilliseconds)} ms, books correct`,
    );
  });
});
