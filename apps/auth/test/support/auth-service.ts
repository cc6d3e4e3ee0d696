import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import * as openid from 'openid-client';
import PostalMime, { type Email } from 'postal-mime';
import { connectEvents } from '@ates/messaging';
import { createService } from '@ates/platform';
import { AppModule } from '../../src/app.module.js';
import { AuthConfiguration } from '../../src/config.js';
import { Api } from '../../../../test/support/api.js';
import type { TestDatabase } from '../../../../test/support/database.js';
import { createServiceDatabase, databaseKeys } from '../../../../test/support/service-database.js';
import { linkIn } from '../../../../test/support/mail-folder.js';
import { until } from '../../../../test/support/until.js';
import { freePort } from '../../../../tools/processes/ports.mjs';
import { Browser, type ShownPage } from './browser.js';
import { storedEvents } from '../../../../test/support/events.js';

process.env['LOG_LEVEL'] = 'fatal';

export const webOrigin = 'http://localhost:4300';
export const callback = `${webOrigin}/callback`;
export const demoPassword = 'popug-4300';

type Tokens = Awaited<ReturnType<typeof openid.authorizationCodeGrant>>;

/** A started sign-in: its page, and what is needed to complete it. */
export interface StartedSignIn {
  browser: Browser;
  page: ShownPage;
  verifier: string;
}

export interface StoredEvent {
  type: string;
  body: { user_id: string; timestamp: string };
}

interface Options {
  environment?: Record<string, string>;
  /** An existing database, for a further instance or a restart. */
  database?: TestDatabase;
  port?: number;
}

/** The complete Auth service, on its own database unless given one. */
export class AuthService {
  private web: openid.Configuration | undefined;

  private constructor(
    private readonly app: NestFastifyApplication,
    readonly url: string,
    readonly issuer: string,
    readonly database: TestDatabase,
    readonly mailFolder: string,
  ) {}

  static async start({ environment = {}, database, port }: Options = {}): Promise<AuthService> {
    const ownDatabase = database ?? (await createServiceDatabase('auth'));
    const ownPort = port ?? (await freePort());
    const url = `http://127.0.0.1:${ownPort}`;
    const mailFolder = environment['MAIL_DIR'] ?? (await mkdtemp(path.join(tmpdir(), 'ates-mail-')));
    const configuration = AuthConfiguration.read({
      PORT: String(ownPort),
      ...databaseKeys(ownDatabase),
      MESSAGE_TRANSPORT: 'feed',
      OIDC_ISSUER: `${url}/oidc`,
      TASKS_CLIENT_SECRET: 'tasks-secret-for-tests-only',
      FINANCE_CLIENT_SECRET: 'finance-secret-for-tests-only',
      COOKIE_SECRET: 'cookie-secret-for-tests-only',
      BEAK_SECRET: 'beak-secret-for-tests-only',
      DEMO_PEOPLE: 'true',
      MAIL_DIR: mailFolder,
      ...environment,
    });
    const description = { name: 'auth', title: 'Auth', description: 'Auth in a test' };
    const app = await createService(AppModule.forRoot(configuration), description, configuration);
    connectEvents(app);
    await app.startAllMicroservices();
    await app.listen(ownPort, '127.0.0.1');
    return new AuthService(app, url, configuration.OIDC_ISSUER, ownDatabase, mailFolder);
  }

  /** A provider of the service, for what otherwise a command does. */
  get<Part>(part: new (...parts: never[]) => Part): Part {
    return this.app.get(part, { strict: false });
  }

  /** Stops this instance and keeps the database. */
  close(): Promise<void> {
    return this.app.close();
  }

  async stop(): Promise<void> {
    await this.close();
    await this.database.drop();
    await rm(this.mailFolder, { recursive: true, force: true });
  }

  /** The client of the web UI. */
  async webClient(): Promise<openid.Configuration> {
    this.web ??= await openid.discovery(new URL(this.issuer), 'web', undefined, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    return this.web;
  }

  /** Opens the sign-in page as the web UI does. */
  async startSignIn(
    browser = new Browser(),
    parameters: Record<string, string> = {},
  ): Promise<StartedSignIn> {
    const verifier = openid.randomPKCECodeVerifier();
    const address = openid.buildAuthorizationUrl(await this.webClient(), {
      redirect_uri: callback,
      scope: 'openid profile email',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...parameters,
    });
    return { browser, verifier, page: await browser.open(address.href, callback) };
  }

  /** Submits e-mail and password on the page. */
  submitPassword(started: StartedSignIn, email: string, password = demoPassword): Promise<ShownPage> {
    return started.browser.submit(started.page, { email, password }, callback);
  }

  /** Submits a beak as the page's script does, with an empty password. */
  submitBeak(started: StartedSignIn, email: string, beak: string): Promise<ShownPage> {
    return started.browser.submit(started.page, { email, password: '', beak }, callback);
  }

  /** Exchanges the code from a sign-in for tokens. */
  async exchange(started: StartedSignIn, shown: ShownPage): Promise<Tokens> {
    return openid.authorizationCodeGrant(await this.webClient(), new URL(shown.url), {
      pkceCodeVerifier: started.verifier,
    });
  }

  /** Signs a person in; returns the tokens. */
  async signIn(email: string, password = demoPassword, browser = new Browser()): Promise<Tokens> {
    const started = await this.startSignIn(browser);
    const shown = await this.submitPassword(started, email, password);
    if (!shown.url.startsWith(callback)) {
      throw new Error(`${email} was not signed in: ${shown.status}\n${shown.text}`);
    }
    return this.exchange(started, shown);
  }

  async refresh(refreshToken: string | undefined): Promise<Tokens> {
    return openid.refreshTokenGrant(await this.webClient(), refreshToken ?? '');
  }

  async as(email: string, password = demoPassword): Promise<Api> {
    const tokens = await this.signIn(email, password);
    return this.withToken(tokens.access_token);
  }

  withToken(token: string): Api {
    return new Api(this.url, token);
  }

  anonymous(): Api {
    return new Api(this.url);
  }

  /** Requests a token with a client's secret; returns the whole response. */
  async requestToken(id: string, secret: string, parameters: Record<string, string> = {}) {
    const response = await fetch(`${this.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...parameters }),
    });
    const body = (await response.json()) as { access_token?: string; scope?: string; error?: string };
    return { status: response.status, headers: response.headers, body };
  }

  async asService(id: 'tasks' | 'finance'): Promise<Api> {
    const { body } = await this.requestToken(id, `${id}-secret-for-tests-only`);
    return this.withToken(body.access_token ?? '');
  }

  /** The newest mail of a kind to an address, once it is in the folder. */
  async mailTo(email: string, kind: string): Promise<Email> {
    return until(`${email} has received a mail ${kind}`, async () => {
      const [mail] = await this.database.query<{ id: string }>(
        `select id from mail where lower(recipient) = lower($1) and kind = $2 order by id desc limit 1`,
        [email, kind],
      );
      return mail && PostalMime.parse(await readFile(path.join(this.mailFolder, `${kind}.${mail.id}.eml`)));
    });
  }

  /** The token of the link in the newest mail of a kind to an address. */
  async tokenTo(email: string, kind: string): Promise<string> {
    return (
      linkIn(await this.mailTo(email, kind))
        .split('/')
        .at(-1) ?? ''
    );
  }

  /** Registers a person who confirms the address at once; returns the outcome and the person's id. */
  async join(person: { email: string } & Record<string, unknown>) {
    const registered = await this.anonymous().post<{ email: string }>('/register', person);
    if (registered.status !== 202) {
      throw new Error(`${person.email} could not register: ${JSON.stringify(registered.body)}`);
    }
    const { email } = registered.body;
    const token = await this.tokenTo(email, 'confirm-address');
    const { status, body } = await this.anonymous().post('/register/confirm', { token });
    return { status, body, email, uuid: await this.idOf(email) };
  }

  async idOf(email: string): Promise<string> {
    const [user] = await this.database.query<{ id: string }>(
      `select id from users where email = $1 and not is_deleted`,
      [email],
    );
    return user?.id ?? '';
  }

  /** The events Auth has published about a person, in order. */
  async eventsOf(userId: string): Promise<StoredEvent[]> {
    return this.database.query<{ type: string; body: StoredEvent['body'] }>(
      `select type, body from ${storedEvents} as outbox where body ->> 'user_id' = $1 order by place`,
      [userId],
    );
  }
}

/** The claims of a token, unverified. */
export const claimsOf = (token: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<
    string,
    unknown
  >;
