import { Database } from '@ates/platform';
import { statementsDuring } from '../../../test/support/statement-count.js';
import { SharedCounts } from '../src/limits/shared-counts.js';
import { AuthService } from './support/auth-service.js';

describe('Counts that concurrent requests share', () => {
  let auth: AuthService;

  beforeAll(async () => {
    auth = await AuthService.start();
  });

  afterAll(() => auth.stop());

  const counts = (): SharedCounts => new SharedCounts(auth.get(Database));

  /** The statements that count, without those of the service's loops. */
  const countingDuring = async (work: () => Promise<unknown>) => {
    const sent = await statementsDuring(work);
    return sent.filter(({ text }) => text.includes('attempt_count'));
  };

  const numbers = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

  it('give each use its own number, also at several instances at once', async () => {
    const [one, another] = [counts(), counts()];
    const uses = await Promise.all(
      numbers(100).map(async (number) => {
        const counted = await (number % 2 === 0 ? one : another).count('numbers');
        // Further uses come while others are being counted.
        return number <= 50 ? [counted, await one.count('numbers')] : [counted];
      }),
    );
    const given = uses.flat().map((counted) => counted.uses);
    expect(given.toSorted((left, right) => left - right)).toEqual(numbers(150));
  });

  it('go back by each refund', async () => {
    const shared = counts();
    await Promise.all(numbers(10).map(() => shared.count('refunded')));
    await Promise.all(numbers(4).map(() => shared.refund('refunded')));
    expect((await shared.count('refunded')).uses).toBe(7);
  });

  it('keep different keys apart', async () => {
    const shared = counts();
    const uses = await Promise.all(['kesha', 'polly', 'kesha'].map((key) => shared.count(key)));
    expect(uses.map((counted) => counted.uses)).toEqual([1, 1, 2]);
  });

  it('start at one again after a minute', async () => {
    const shared = counts();
    await Promise.all(numbers(5).map(() => shared.count('minute')));
    await auth.database.query(`update attempt_count set expire = expire - 60000 where key = 'minute'`);
    const { uses, milliseconds } = await shared.count('minute');
    expect(uses).toBe(1);
    expect(milliseconds).toBeGreaterThan(59_000);
  });

  it('take one prepared statement for all requests that come together, whatever their keys', async () => {
    const shared = counts();
    const sent = await countingDuring(() =>
      Promise.all(
        numbers(40).flatMap((number) => [shared.count(`key ${number % 4}`), shared.refund('address')]),
      ),
    );
    expect(sent).toHaveLength(1);
    expect(sent[0]?.isPrepared).toBe(true);
  });

  it('are all that a service token reads or writes, in two prepared statements', async () => {
    const request = () => auth.requestToken('tasks', 'tasks-secret-for-tests-only');
    await request();
    const sent = await statementsDuring(async () => {
      expect((await request()).status).toBe(200);
    });
    const ofTables = sent.filter(({ text }) =>
      /attempt_count|oidc_payload|service_client|device_client|security_log|users/.test(text),
    );
    // The refund follows the answer, so it may still be on its way.
    expect(ofTables.length).toBeLessThanOrEqual(2);
    expect(ofTables.every(({ text, isPrepared }) => isPrepared && text.includes('attempt_count'))).toBe(true);
  });
});
