import { Logger } from '@nestjs/common';
import { Database, DatabaseClock } from '@ates/platform';
import { skewClock } from '../../../test/support/clock-skew.js';
import { until } from '../../../test/support/until.js';
import { forgetExpiredCounts } from '../src/expired-rows/expired-rows.js';
import { AuthService, claimsOf } from './support/auth-service.js';

const trueSeconds = (): number => Date.now() / 1000;

describe.each([70, -70, 3600, -3600])('Auth on a machine whose clock is off by %i s', (skew) => {
  let auth: AuthService;
  let setRight: () => void;
  let warnings: string[];

  beforeAll(async () => {
    warnings = [];
    vi.spyOn(Logger.prototype, 'warn').mockImplementation((message: string) => {
      warnings.push(message);
    });
    setRight = skewClock(skew);
    auth = await AuthService.start();
  });

  afterAll(async () => {
    setRight();
    vi.restoreAllMocks();
    await auth.stop();
  });

  it('signs people in, refreshes, and accepts its own tokens (A2)', async () => {
    const tokens = await auth.signIn('polly@ates.local');
    const refreshed = await auth.refresh(tokens.refresh_token);
    for (const token of [tokens.access_token, refreshed.access_token]) {
      expect(await auth.withToken(token).get('/oidc/me')).toMatchObject({ status: 200 });
    }
  });

  it('dates tokens by its database, whose time other services use (A8)', async () => {
    const tokens = await auth.signIn('polly@ates.local');
    const isNow = (seconds: unknown) => Math.abs(Number(seconds) - (trueSeconds() - skew)) < 5;
    const access = claimsOf(tokens.access_token);
    const id = claimsOf(tokens.id_token);
    for (const claims of [access, id]) {
      expect(isNow(claims['iat'])).toBe(true);
    }
    expect(Number(access['exp']) - Number(access['iat'])).toBe(300);
    if (skew < 300) {
      expect(isNow(Number(id['exp']) - 300)).toBe(true);
    }
  });

  it('reports the skew in readiness, the log and a gauge, and stays ready', async () => {
    const { status, body } = await auth.anonymous().get<{ clock: { skew_seconds: number } }>('/health/ready');
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ok', clock: { within_bound: false } });
    expect(Math.abs(body.clock.skew_seconds - skew)).toBeLessThan(1);
    expect(warnings.filter((line) => line.includes("the database's"))).toEqual([
      expect.stringContaining(skew > 0 ? 'ahead of' : 'behind') as string,
    ]);
    const administrator = await auth.as('admin@ates.local');
    const metrics = await administrator.get<string>('/metrics');
    const [, gauge] = /^database_clock_skew_seconds (\S+)$/m.exec(metrics.body) ?? [];
    expect(Math.abs(Number(gauge) - skew)).toBeLessThan(1);
  });

  it('keeps attempt counts whose window has not ended', async () => {
    await auth.submitPassword(await auth.startSignIn(), 'kesha@ates.local', 'wrong');
    const counts = () => auth.database.query(`select from attempt_count where key like 'sign-in-account%'`);
    const before = await counts();
    await auth.get(Database).transaction(forgetExpiredCounts);
    expect(await counts()).toHaveLength(before.length);
    expect(before.length).toBeGreaterThan(0);
  });
});

describe('Instances of Auth on two machines whose clocks differ', () => {
  let auth: AuthService;

  beforeAll(async () => {
    auth = await AuthService.start();
  });

  afterAll(() => auth.stop());

  /** Runs `work` as if on a machine whose clock is off. */
  const elsewhere = async <Result>(skew: number, work: () => Promise<Result>): Promise<Result> => {
    const setRight = skewClock(skew);
    return work().finally(setRight);
  };

  it.each([70, -70, 1300, -1300])(
    'accept each other’s codes and tokens when one is off by %i s (A2)',
    async (skew) => {
      const started = await auth.startSignIn();
      const shown = await elsewhere(skew, () => auth.submitPassword(started, 'polly@ates.local'));
      const tokens = await auth.exchange(started, shown);
      const there = await elsewhere(skew, () => auth.refresh(tokens.refresh_token));
      const here = await auth.refresh(there.refresh_token);
      expect(here.access_token).toBeDefined();
    },
  );
});

describe('The clock of a service', () => {
  it('follows the database when the machine’s clock jumps, and logs when the two agree again', async () => {
    const auth = await AuthService.start();
    const lines: string[] = [];
    for (const level of ['warn', 'log'] as const) {
      vi.spyOn(Logger.prototype, level).mockImplementation((line: string) => {
        lines.push(line);
      });
    }
    const clock = auth.get(DatabaseClock);
    const before = Date.now();
    const setRight = skewClock(900);
    try {
      expect(clock.now().getTime() - before).toBeLessThan(60_000);
      await until('the difference is noticed', () => !clock.state().within_bound);
      expect(clock.now().getTime() - before).toBeLessThan(60_000);
    } finally {
      setRight();
    }
    clock.now();
    await until('the clocks agree again', () => clock.state().within_bound);
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(before);
    expect(lines.filter((line) => line.includes("the database's"))).toEqual([
      expect.stringContaining('900.0 s ahead of') as string,
      expect.stringContaining('agree again') as string,
    ]);
    vi.restoreAllMocks();
    await auth.stop();
  });
});
