import { Problem } from '@ates/platform';
import { AttemptLimits, type Asker } from '../src/limits/attempt-limits.js';
import { AuthService } from './support/auth-service.js';

describe('Pauses between attempts at one account', () => {
  let auth: AuthService;
  let limits: AttemptLimits;
  let account: string;

  beforeAll(async () => {
    auth = await AuthService.start();
    limits = auth.get(AttemptLimits);
  });

  afterAll(() => auth.stop());

  beforeEach(() => {
    // Time stands still, so that no pause ends because the machine is slow.
    vi.useFakeTimers({ toFake: ['Date'], now: new Date() });
    account = crypto.randomUUID();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

  const asker = (number: number): Asker => ({
    standing: 'unknown',
    address: `198.51.${Math.floor(number / 250)}.${(number % 250) + 1}`,
  });

  /** Makes attempts at once, each from another network; returns the seconds to wait of each, 0 if it got through. */
  const attempt = (number: number): Promise<number[]> =>
    Promise.all(
      Array.from({ length: number }, async (_, index) => {
        try {
          await limits.signIn(account, asker(index));
          return 0;
        } catch (error) {
          if (error instanceof Problem && error.kind === 'too-many') {
            return error.extensions.retryAfterSeconds ?? 0;
          }
          throw error;
        }
      }),
    );

  const through = (waits: number[]): number => waits.filter((seconds) => seconds === 0).length;

  it('grow by the attempts that got through, however many come at once', async () => {
    const first = await attempt(100);
    expect(through(first)).toBe(11);
    expect(Math.max(...first)).toBe(1);
    for (const pause of [1, 2, 4, 8, 16, 30]) {
      expect(await attempt(1)).toEqual([pause]);
      pass(pause);
      expect(through(await attempt(100))).toBe(1);
    }
    expect(await attempt(1)).toEqual([30]);
  });

  it('end with a success, which makes the first attempts free again', async () => {
    await attempt(20);
    pass(1);
    await attempt(1);
    pass(2);
    await attempt(1);
    await limits.signedIn(account, asker(0));
    const waits = await attempt(20);
    expect(through(waits)).toBe(11);
    expect(Math.max(...waits)).toBe(1);
  });

  it('start small again with the free attempts of the next day', async () => {
    await attempt(20);
    pass(1);
    await attempt(1);
    pass(24 * 60 * 60);
    const waits = await attempt(20);
    expect(through(waits)).toBe(11);
    expect(Math.max(...waits)).toBe(1);
  });
});

describe('Pauses between attempts at one device', () => {
  it('are not started by people whose beaks are right, before or after strangers failed there', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date() });
    const auth = await AuthService.start({ environment: { SIGN_IN_ATTEMPTS_PER_DEVICE: '2' } });
    const limits = auth.get(AttemptLimits);
    const succeed = async (): Promise<void> => {
      await limits.deviceSignIn('device');
      await limits.deviceSignedIn('device');
    };
    try {
      await Promise.all(Array.from({ length: 2 }, succeed));
      await limits.deviceSignIn('device');
      await limits.deviceSignIn('device');
      await limits.deviceSignIn('device');
      await expect(limits.deviceSignIn('device')).rejects.toThrow('Try again in 1 second.');
      vi.setSystemTime(Date.now() + 1000);
      for (let count = 0; count < 10; count += 1) {
        await succeed();
      }
      await limits.deviceSignIn('device');
      await expect(limits.deviceSignIn('device')).rejects.toThrow('Try again in 2 seconds.');
    } finally {
      vi.useRealTimers();
      await auth.stop();
    }
  });
});
