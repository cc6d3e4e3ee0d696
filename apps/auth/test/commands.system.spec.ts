import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { AuthService, claimsOf } from './support/auth-service.js';

const built = path.resolve(import.meta.dirname, '../../../dist/apps/auth/src/commands');

interface Ended {
  code: number;
  output: string;
  errors: string;
}

describe('Commands', () => {
  let auth: AuthService;

  beforeAll(async () => {
    auth = await AuthService.start();
  });

  afterAll(() => auth.stop());

  const run = (command: string, typed: string, ...parameters: string[]): Promise<Ended> =>
    runWith({}, command, typed, ...parameters);

  const runWith = async (
    environment: Record<string, string>,
    command: string,
    typed: string,
    ...parameters: string[]
  ): Promise<Ended> => {
    const child = spawn(process.execPath, [path.join(built, `${command}.js`), ...parameters], {
      env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: auth.database.serviceUrl, ...environment },
    });
    const ended = { code: 0, output: '', errors: '' };
    child.stdout.on('data', (chunk: Buffer) => (ended.output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (ended.errors += chunk.toString()));
    child.stdin.end(typed);
    const [code] = (await once(child, 'close')) as [number];
    return { ...ended, code };
  };

  it('create a service client whose secret works at once', async () => {
    const made = await run('service-client', '', '--id', 'billing', '--scopes', 'users:read, tasks:read');
    expect(made.code).toBe(0);
    const secret = /client_secret +(\S+)/.exec(made.output)?.[1] ?? '';
    const answer = await auth.requestToken('billing', secret);
    expect(claimsOf(answer.body.access_token)).toMatchObject({
      sub: 'billing',
      aud: 'urn:ates:api',
      scope: 'users:read tasks:read',
    });
    const rows = await auth.database.query<{ row: string }>(
      `select row_to_json(c)::text as row from service_client c`,
    );
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it.each([
    ['an id that is taken', ['--id', 'billing', '--scopes', 'users:read']],
    ['an id of one of the system’s own clients', ['--id', 'tasks', '--scopes', 'users:read']],
    ['no scope', ['--id', 'parrots']],
    ['an invalid id', ['--id', 'Par rots', '--scopes', 'users:read']],
  ])('create no client with %s, and say why', async (_, parameters) => {
    const ended = await run('service-client', '', ...parameters);
    expect(ended.code).toBe(1);
    expect(ended.output).toBe('');
    expect(ended.errors).not.toMatch(/\bat .*\.js:/);
    expect(ended.errors.length).toBeGreaterThan(10);
  });

  it('create no client with an unknown scope, and name the existing ones', async () => {
    const ended = await run('service-client', '', '--id', 'parrots', '--scopes', 'users:read,nonsense');
    expect(ended).toMatchObject({ code: 1, output: '' });
    expect(ended.errors).toContain('nonsense is not a scope of urn:ates:api; the scopes are accounts:read (');
    expect(ended.errors).not.toContain('users:read is not a scope');
  });

  it('register a device for beaks, and remove the registration (A4)', async () => {
    const made = await run('device-client', '', '--id', 'front-door');
    expect(made.code).toBe(0);
    const secret = /client_secret +(\S+)/.exec(made.output)?.[1] ?? '';
    const beak = 'ab'.repeat(32);
    const ask = () =>
      auth.requestToken('front-door', secret, { grant_type: 'urn:ates:grant-type:beak', beak });
    expect(await ask()).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const service = await run('service-client', '', '--id', 'front-door', '--scopes', 'users:read');
    expect(service).toMatchObject({ code: 1, errors: expect.stringContaining('Choose another') as string });
    const again = await run('device-client', '', '--id', 'front-door');
    expect(again).toMatchObject({ code: 1, output: '' });
    expect((await run('device-client', '', '--id', 'front-door', '--remove')).code).toBe(0);
    expect(await ask()).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    const gone = await run('device-client', '', '--id', 'front-door', '--remove');
    expect(gone).toMatchObject({ code: 1, errors: expect.stringContaining('no device') as string });
  });

  it('register no device while devices are switched off, and say so, but still remove one', async () => {
    const off = { REGISTERED_DEVICES: 'false' };
    const refused = await runWith(off, 'device-client', '', '--id', 'back-door');
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.errors).toContain('REGISTERED_DEVICES');
    expect((await run('device-client', '', '--id', 'back-door')).code).toBe(0);
    expect((await runWith(off, 'device-client', '', '--id', 'back-door', '--remove')).code).toBe(0);
  });

  it('free an account after too many wrong passwords', async () => {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 11; attempt += 1) {
      statuses.push((await auth.submitPassword(await auth.startSignIn(), 'coco@ates.local', 'wrong')).status);
    }
    expect(statuses.at(-1)).toBe(429);
    const freed = await run('free-account', '', '--email', ' Coco@ates.local');
    expect(freed).toMatchObject({ code: 0, output: expect.stringContaining('at once') as string });
    await expect(auth.signIn('coco@ates.local')).resolves.toBeDefined();
    expect((await run('free-account', '', '--email', 'nobody@ates.local')).output).toContain('Nothing');
    expect(await run('free-account', '')).toMatchObject({ code: 1, output: '' });
  });

  it.each([
    ['an id of one of the system’s own clients', ['--id', 'device']],
    ['an invalid id', ['--id', 'Front door']],
    ['no id', []],
  ])('register no device with %s', async (_, parameters) => {
    const ended = await run('device-client', '', ...parameters);
    expect(ended).toMatchObject({ code: 1, output: '' });
    expect(ended.errors).not.toMatch(/\bat .*\.js:/);
  });

  it('create the first administrator with the password from standard input', async () => {
    const parameters = ['--email', 'Ada@example.org', '--name', 'Ada', '--ask-password'];
    const made = await run('create-administrator', 'a password typed\n', ...parameters);
    expect(made).toMatchObject({ code: 0, output: expect.stringContaining('Ada@example.org') as string });
    const tokens = await auth.signIn('ada@example.org', 'a password typed');
    expect(claimsOf(tokens.access_token)['roles']).toEqual(['administrator']);
    const id = await auth.idOf('Ada@example.org');
    expect((await auth.eventsOf(id)).map(({ type }) => type)).toEqual(['auth.user.created']);
    const again = await run('create-administrator', 'a password typed\n', ...parameters);
    expect(again.code).toBe(1);
    expect(again.errors).toContain('Use another one');
  });

  it('create an administrator with a generated password', async () => {
    const parameters = ['--email', 'bo@example.org', '--name', 'Bo'];
    const made = await run('create-administrator', '', ...parameters);
    const password = /password +(\S+)/.exec(made.output)?.[1] ?? '';
    await expect(auth.signIn('bo@example.org', password)).resolves.toBeDefined();
  });

  it.each([
    ['short', 'short'],
    ['common', 'password1234'],
  ])('create no administrator with a %s password', async (_, password) => {
    const ended = await run(
      'create-administrator',
      `${password}\n`,
      '--ask-password',
      '--email',
      'c@example.org',
      '--name',
      'C',
    );
    expect(ended.code).toBe(1);
    expect(ended.errors).toContain('password');
    expect(await auth.idOf('c@example.org')).toBe('');
  });

  it('rotate the keys, and reject an overlap that is too short', async () => {
    expect((await run('rotate-keys', '')).code).toBe(0);
    const [keys] = await auth.database.query<{ count: number }>(
      'select count(*)::int as count from signing_key',
    );
    expect(keys?.count).toBe(2);
    const refused = await run('rotate-keys', '', '--overlap-seconds', '1');
    expect(refused.code).toBe(1);
    expect(refused.errors).toContain('at least 5');
  });
});
