import { Logger } from '@nestjs/common';
import type { TestingModule } from '@nestjs/testing';
import { CallRefused, ServiceCalls } from '@ates/platform';
import { setTimeout as delay } from 'node:timers/promises';
import { advanceClock } from '../../../test/support/clock-skew.js';
import { until } from '../../../test/support/until.js';
import { CallTargets } from '../src/requests/call-targets.js';
import { startCallingService } from './support/calling-service.js';
import { Issuer } from './support/issuer.js';
import { Peer, type PeerResponse } from './support/peer.js';

describe('Calls to another service', () => {
  let issuer: Issuer;
  let owner: Peer;
  let module: TestingModule;
  let calls: ServiceCalls;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  beforeEach(async () => {
    issuer = await Issuer.start();
    owner = await new Peer(() => ({ json: { fine: true } })).start();
    module = await startCallingService(issuer);
    calls = module.get(ServiceCalls);
  });

  afterEach(async () => {
    await module.close();
    await owner.stop();
    await issuer.peer.stop();
    vi.restoreAllMocks();
  });

  const url = (path = '/users/1'): string => `${owner.url}${path}`;

  /** Answers the first requests as listed, and the others successfully. */
  const answers = (...first: PeerResponse[]): void => {
    owner.handler = () => first.shift() ?? { json: { fine: true } };
  };

  /** Whether the pause that the owner asked for in its first answer has begun or is over. */
  const pauseBegan = (): boolean =>
    module.get(CallTargets).of(url()).pauseMilliseconds > 0 || owner.requests.length > 1;

  /** Resolves with the result or the error, so that a rejection is never unhandled. */
  const outcomeOf = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error);

  it('carry this service’s token, requested once by client credentials for concurrent calls', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => calls.get(url())));
    expect(all[0]).toEqual({ fine: true });
    expect(issuer.tokensIssued).toBe(1);
    expect(new Set(owner.requests.map(({ authorization }) => authorization))).toEqual(
      new Set(['Bearer token-1']),
    );
    const asked = issuer.peer.requests.find(({ path }) => path === '/token');
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
      grant_type: 'client_credentials',
      scope: 'users:read events:read',
    });
    const credentials = Buffer.from(asked?.authorization?.slice('Basic '.length) ?? '', 'base64').toString();
    expect(credentials).toBe('tasks:not+so%3A+secret%2F');
  });

  it('use a new token shortly before the old one expires', async () => {
    issuer.tokenLifetime = 300;
    await calls.get(url());
    advanceClock(271_000);
    await calls.get(url());
    expect(owner.requests.map(({ authorization }) => authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  it('are retried once with a new token after a 401', async () => {
    answers({ status: 401 });
    expect(await calls.get(url())).toEqual({ fine: true });
    expect(owner.requests.map(({ authorization }) => authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  it('request one new token when many concurrent calls get a 401', async () => {
    owner.handler = ({ authorization }) =>
      authorization === 'Bearer token-1' ? { status: 401 } : { json: { fine: true } };
    const all = await Promise.all(Array.from({ length: 20 }, () => calls.get(url())));
    expect(all).toEqual(all.map(() => ({ fine: true })));
    expect(issuer.tokensIssued).toBe(2);
  });

  it('are not retried when the new token is rejected as well, which refuses nothing', async () => {
    answers({ status: 401 }, { status: 401 });
    const outcome = await outcomeOf(calls.get(url()));
    expect(outcome).toBeInstanceOf(Error);
    expect(outcome).not.toBeInstanceOf(CallRefused);
    expect(outcome).toMatchObject({ message: `${url()} answered 401` });
    expect(owner.requests).toHaveLength(2);
  });

  it.each([408, 425])('are not refused by a %d, which is about how the request arrived', async (status) => {
    answers({ status });
    const outcome = await outcomeOf(calls.get(url()));
    expect(outcome).toBeInstanceOf(Error);
    expect(outcome).not.toBeInstanceOf(CallRefused);
    expect(outcome).toMatchObject({ message: `${url()} answered ${status}` });
    expect(owner.requests).toHaveLength(1);
  });

  it.each([400, 403, 404, 409, 410, 422])('are not retried after a %d', async (status) => {
    answers({ status });
    const outcome = await outcomeOf(calls.get(url()));
    expect(outcome).toBeInstanceOf(CallRefused);
    expect(outcome).toMatchObject({ status, url: url() });
    expect(owner.requests).toHaveLength(1);
  });

  it.each([500, 502, 504])('are retried after a %d with back-off', async (status) => {
    answers({ status }, { status });
    expect(await calls.get(url())).toEqual({ fine: true });
    expect(owner.requests).toHaveLength(3);
  });

  it('are retried when the connection is refused', async () => {
    await calls.get(url());
    await owner.stop();
    const call = calls.get(url());
    await owner.start();
    expect(await call).toEqual({ fine: true });
  });

  it.each([503, 429])('all pause as long as a %d asks for, and then are retried', async (status) => {
    answers({ status, headers: { 'retry-after': '2' } });
    const first = calls.get(url());
    await until('the pause begins', pauseBegan);
    await Promise.all([first, calls.get(url('/users/2')), calls.get(url('/events?wait=5'))]);
    const [asked, ...later] = owner.requests;
    expect(later).toHaveLength(3);
    for (const request of later) {
      expect(request.at - (asked?.at ?? 0)).toBeGreaterThanOrEqual(1950);
    }
  });

  it.each([503, 429])('pause until the date in the Retry-After of a %d', async (status) => {
    const until = new Date(Date.now() + 4000);
    answers({ status, headers: { 'retry-after': until.toUTCString() } });
    expect(await calls.get(url())).toEqual({ fine: true });
    const [, again] = owner.requests;
    // The header has whole seconds only.
    expect(again?.at).toBeGreaterThanOrEqual(Math.floor(until.getTime() / 1000) * 1000 - 50);
  });

  it('pause for a second without a Retry-After', async () => {
    answers({ status: 503 });
    await calls.get(url());
    const [first, second] = owner.requests;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(950);
  });

  it('give up after a few pauses', async () => {
    owner.handler = () => ({ status: 503 });
    await expect(calls.get(url())).rejects.toThrow('503');
    expect(owner.requests).toHaveLength(4);
  });

  it('to one service do not pause for another', async () => {
    const other = await new Peer(() => ({ json: { fine: true } })).start();
    answers({ status: 503, headers: { 'retry-after': '3' } });
    const paused = calls.get(url());
    await until('the pause begins', pauseBegan);
    await calls.get(`${other.url}/users/1`);
    expect(owner.requests).toHaveLength(1);
    await paused;
    await other.stop();
  });

  it('run at most eight at a time, not counting long polls', async () => {
    owner.handler = async ({ query }) => {
      await delay(query.has('wait') ? 1000 : 50);
      return { json: { fine: true } };
    };
    const polls = Array.from({ length: 3 }, () => calls.get(url('/events?wait=1')));
    await until('the long polls have arrived', () => owner.requests.length === 3);
    const quick = Array.from({ length: 40 }, () => calls.get(url()));
    await Promise.all([...polls, ...quick]);
    expect(owner.maxConcurrent).toBe(8 + 3);
  });

  it('time out after five seconds without an answer, and are retried', async () => {
    let asked = 0;
    owner.handler = async () => {
      asked += 1;
      if (asked === 1) {
        await delay(8000);
      }
      return { json: { fine: true } };
    };
    expect(await calls.get(url())).toEqual({ fine: true });
    expect(asked).toBe(2);
  });

  it.each(['hang', 'break'] as const)('are retried when the answer %ss half-way', async (halfway) => {
    answers({ json: { fine: false }, halfway });
    expect(await calls.get(url())).toEqual({ fine: true });
    expect(owner.requests).toHaveLength(2);
  });

  it('are retried at most three times, with exponential back-off and jitter', async () => {
    const gaps = async (chance: number): Promise<number[]> => {
      vi.spyOn(Math, 'random').mockReturnValue(chance);
      const peer = await new Peer(() => ({ status: 500 })).start();
      await expect(calls.get(`${peer.url}/users/1`)).rejects.toThrow('answered 500');
      await peer.stop();
      const times = peer.requests.map(({ at }) => at);
      return times.slice(1).map((time, index) => time - (times[index] ?? 0));
    };
    const long = await gaps(0.999);
    expect(long).toHaveLength(3);
    expect(long[0]).toBeGreaterThanOrEqual(130);
    expect(long[1]).toBeGreaterThanOrEqual(140);
    expect(long[2]).toBeGreaterThanOrEqual(250);
    expect(await gaps(0)).toHaveLength(3);
  });

  it('do not open the circuit when they are rejected with 404', async () => {
    answers(...Array.from({ length: 12 }, () => ({ status: 404 })));
    for (let call = 0; call < 12; call += 1) {
      expect(await outcomeOf(calls.get(url()))).toBeInstanceOf(CallRefused);
    }
    expect(await calls.get(url())).toEqual({ fine: true });
    expect(owner.requests).toHaveLength(13);
  });

  it('have a longer timeout when they ask the server to wait', async () => {
    owner.handler = async () => {
      await delay(5500);
      return { json: { fine: true } };
    };
    expect(await calls.get(url('/events?wait=3'))).toEqual({ fine: true });
    expect(owner.requests).toHaveLength(1);
  });

  it('open the circuit after repeated failures, and close it automatically when the service is back', async () => {
    owner.handler = () => ({ status: 500 });
    await Promise.all(Array.from({ length: 5 }, () => outcomeOf(calls.get(url()))));
    const before = owner.requests.length;
    await Promise.all(Array.from({ length: 20 }, () => outcomeOf(calls.get(url()))));
    expect(owner.requests.length).toBe(before);
    answers();
    await until('calls work again', () => calls.get(url()));
  });

  describe('after a Retry-After', () => {
    const realNow = performance.now.bind(performance);

    const leap = (seconds: number): void => {
      vi.spyOn(performance, 'now').mockImplementation(() => realNow() + seconds * 1000);
    };

    it.each(['120', '3600', new Date(Date.now() + 7200_000).toUTCString()])(
      'are not made before it has passed (%s)',
      async (retryAfter) => {
        answers({ status: 503, headers: { 'retry-after': retryAfter } });
        for (let call = 0; call < 20; call += 1) {
          expect(await outcomeOf(calls.get(url()))).toMatchObject({
            message: expect.stringContaining('answered 503 and asked for a pause of'),
          });
        }
        leap(100);
        expect(await outcomeOf(calls.get(url('/events?wait=1')))).toBeInstanceOf(Error);
        expect(owner.requests).toHaveLength(1);
        leap(7300);
        expect(await calls.get(url())).toEqual({ fine: true });
      },
    );

    it('probe with a single call and resume once it is answered', async () => {
      let letGo: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      owner.handler = async () => {
        if (owner.requests.length === 1) {
          return { status: 429, headers: { 'retry-after': '1' } };
        }
        if (owner.requests.length === 2) {
          await held;
        }
        return { json: { fine: true } };
      };
      const paused = calls.get(url());
      await until('the pause begins', pauseBegan);
      const all = Array.from({ length: 40 }, () => calls.get(url()));
      await until('the probe arrives', () => owner.requests.length === 2);
      await delay(300);
      expect(owner.requests).toHaveLength(2);
      letGo();
      await Promise.all([paused, ...all]);
      expect(owner.requests).toHaveLength(42);
    });

    it('from the issuer are not made to the issuer either', async () => {
      issuer.tokenResponse = () => ({ status: 503, headers: { 'retry-after': '3600' } });
      for (let call = 0; call < 5; call += 1) {
        expect(await outcomeOf(calls.get(url()))).toBeInstanceOf(Error);
      }
      expect(issuer.peer.requests.filter(({ path }) => path === '/token')).toHaveLength(1);
      issuer.tokenResponse = () => ({ json: issuer.serviceToken() });
      leap(3700);
      expect(await calls.get(url())).toEqual({ fine: true });
    });

    it('log the outage once, and its end once', async () => {
      const lines: string[] = [];
      for (const level of ['warn', 'log'] as const) {
        vi.spyOn(Logger.prototype, level).mockImplementation(
          (line: unknown) => void lines.push(String(line)),
        );
      }
      answers({ status: 503, headers: { 'retry-after': '600' } });
      for (let call = 0; call < 20; call += 1) {
        await outcomeOf(calls.get(url()));
      }
      leap(700);
      await calls.get(url());
      expect(lines).toEqual([
        expect.stringMatching(/^calls to http:.* fail, .*: .* answered 503 and asked for a pause of 600 s$/),
        expect.stringMatching(/^calls to http:.* work again after \d+ s$/),
      ]);
    });
  });

  it('keep their connections when they are rejected', async () => {
    // More than arrives in one read, so that a client that does not read it all has to close the connection.
    owner.handler = () => ({ status: 404, json: { detail: 'x'.repeat(60_000) } });
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(Array.from({ length: 40 }, () => outcomeOf(calls.get(url()))));
    }
    expect(owner.requests).toHaveLength(200);
    // Node may not know yet that a connection has just become free.
    expect(owner.connections).toBeLessThanOrEqual(16);
  });

  it('fail at once when a thousand calls are queued', async () => {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    owner.handler = async () => {
      await held;
      return { json: { fine: true } };
    };
    const all = Array.from({ length: 1108 }, () => outcomeOf(calls.get(url())));
    const refused = await Promise.all(all.slice(-100));
    expect(refused.map(String).every((text) => text.includes('1000 calls are queued already'))).toBe(true);
    letGo();
    const answered = await Promise.all(all.slice(0, -100));
    expect(answered).toEqual(answered.map(() => ({ fine: true })));
  });

  it('read no more than 8 MB of an answer', async () => {
    answers({ text: `{"position": 17, "padding": "${'x'.repeat(9 * 1024 * 1024)}"}` });
    expect(await outcomeOf(calls.get(url()))).toMatchObject({
      limit: 8 * 1024 * 1024,
      beginning: expect.stringContaining('{"position": 17'),
    });
    expect(owner.requests).toHaveLength(1);
  });

  it('end when aborted during a pause', async () => {
    owner.handler = () => ({ status: 503, headers: { 'retry-after': '8' } });
    const ending = new AbortController();
    const outcome = outcomeOf(calls.get(url(), ending.signal));
    await until('the pause begins', pauseBegan);
    ending.abort(new Error('the service ends'));
    expect(await outcome).toMatchObject({ message: 'the service ends' });
  });

  it('end when aborted while waiting for an answer', async () => {
    owner.handler = async () => {
      await delay(3000);
      return {};
    };
    const ending = new AbortController();
    const outcome = outcomeOf(calls.get(url('/events?wait=20'), ending.signal));
    await until('the request arrives', () => owner.requests.length === 1);
    ending.abort(new Error('the service ends'));
    expect(await outcome).toMatchObject({ message: 'the service ends' });
  });

  it('fail with the reason, but not as refused, when the issuer rejects the token request', async () => {
    issuer.tokenResponse = () => ({ status: 401, json: { error: 'invalid_client' } });
    const outcome = await outcomeOf(calls.get(url()));
    expect(outcome).not.toBeInstanceOf(CallRefused);
    expect(outcome).toMatchObject({
      message: expect.stringContaining('rejects a token request of the client tasks'),
    });
    expect(String(outcome)).not.toContain('secret');
    issuer.tokenResponse = () => ({ json: issuer.serviceToken() });
    expect(await calls.get(url())).toEqual({ fine: true });
  });

  it('fail when the answer is not JSON', async () => {
    answers({ text: '<html>hello</html>' });
    await expect(calls.get(url())).rejects.toThrow('not JSON');
  });
});
