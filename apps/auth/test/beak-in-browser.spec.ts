import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import * as openid from 'openid-client';
import { until } from '../../../test/support/until.js';
import { AuthService, claimsOf, demoPassword } from './support/auth-service.js';
import { Chromium } from './support/chromium.js';

const email = 'polly@ates.local';
const photo = Buffer.from('a photo of the beak of Polly, as far as a hash can tell');

describe('The sign-in page in Chromium (A4)', () => {
  let origin: string;
  let web: Server;
  let auth: AuthService;
  let chromium: Chromium;
  let file: string;

  beforeAll(async () => {
    web = createServer((_request, response) => response.end('signed in')).listen(0, 'localhost');
    await once(web, 'listening');
    origin = `http://localhost:${(web.address() as AddressInfo).port}`;
    auth = await AuthService.start({ environment: { WEB_ORIGIN: origin } });
    file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'ates-beak-')), 'polly.jpg');
    fs.writeFileSync(file, photo);
    const beak = createHash('sha256').update(photo).digest('hex');
    const polly = await auth.idOf(email);
    const setter = await setBeak(polly, beak);
    expect(setter).toBe(204);
  });

  beforeEach(async () => {
    chromium = await Chromium.start();
  });

  afterEach(() => chromium.stop());

  afterAll(async () => {
    await auth.stop();
    web.close();
    fs.rmSync(path.dirname(file), { recursive: true });
  });

  /** Polly sets her own beak, with a token that she got by password. */
  const setBeak = async (id: string, beak: string): Promise<number> => {
    const begun = await auth.beginSignIn(undefined, { redirect_uri: `${origin}/callback` });
    const shown = await begun.browser.submit(begun.page, { email, password: demoPassword }, origin);
    const tokens = await auth.exchange(begun, shown);
    const api = auth.withToken(tokens.access_token);
    const body = { beak, current_password: demoPassword };
    return (await api.put(`/users/${id}/credentials/beak`, body)).status;
  };

  /** Opens the page; answers what the tokens say once `act` led to the application. */
  const signIn = async (act: () => Promise<void>): Promise<Record<string, unknown>> => {
    const verifier = openid.randomPKCECodeVerifier();
    const address = openid.buildAuthorizationUrl(await auth.webClient(), {
      redirect_uri: `${origin}/callback`,
      scope: 'openid',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    await chromium.open(address.href);
    await act();
    const arrived = (): string | undefined =>
      chromium.sent.map(({ url }) => url).find((url) => url.startsWith(`${origin}/callback`));
    await until('the browser is back at the application', () => Promise.resolve(arrived() !== undefined));
    const tokens = await openid.authorizationCodeGrant(await auth.webClient(), new URL(arrived() ?? ''), {
      pkceCodeVerifier: verifier,
    });
    return claimsOf(tokens.access_token);
  };

  it('hashes the photo and sends the hash alone, under its policy', async () => {
    const claims = await signIn(async () => {
      expect(await chromium.evaluate(`document.getElementById('by-photo').checkVisibility()`)).toBe(true);
      await chromium.chooseFile('#photo', file);
      await chromium.type('#email', email);
      await chromium.pressEnter();
    });
    expect(claims).toMatchObject({ sub: await auth.idOf(email), amr: ['face'] });
    const posted = chromium.sent.filter(({ method }) => method === 'POST');
    const beak = createHash('sha256').update(photo).digest('hex');
    expect(posted.map(({ postData }) => postData)).toEqual([
      new URLSearchParams({ email, password: '', beak }).toString(),
    ]);
    expect(chromium.complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
  });

  it('takes the password of whoever chose a photo first and then typed', async () => {
    const claims = await signIn(async () => {
      await chromium.chooseFile('#photo', file);
      await chromium.type('#email', email);
      await chromium.type('#password', demoPassword);
      await chromium.pressEnter();
    });
    expect(claims).toMatchObject({ amr: ['pwd'] });
  });

  it('shows no field for a photo where scripts do not run, and takes the password', async () => {
    await chromium.disableScripts();
    const claims = await signIn(async () => {
      expect(await chromium.evaluate(`document.getElementById('by-photo').checkVisibility()`)).toBe(false);
      await chromium.type('#email', email);
      await chromium.type('#password', demoPassword);
      await chromium.pressEnter();
    });
    expect(claims).toMatchObject({ amr: ['pwd'] });
  });
});
