import type { UserPage, UserView } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import { problem } from '../../../test/support/problem.js';
import { AuthService } from './support/auth-service.js';

const password = 'a long enough one';
describe('People with all kinds of addresses (A1)', () => {
  let auth: AuthService;
  let admin: Api;

  beforeAll(async () => {
    auth = await AuthService.start();
    admin = await auth.as('admin@ates.local');
  });

  afterAll(() => auth.stop());

  const register = (email: string) => auth.anonymous().post('/register', { name: 'Rio', email, password });

  const add = (email: string) => admin.post<UserView>('/users', { name: 'Rio', email, password });

  it.each([
    ['a&b@example.org', 'a&b@example.org', 'A&B@EXAMPLE.ORG'],
    ['"rio rio"@example.org', '"rio rio"@example.org', '"Rio\\ Rio"@example.org'],
    ['user@пример.рф', 'user@xn--e1afmkfd.xn--p1ai', 'user@xn--e1afmkfd.xn--p1ai'],
    ['other@xn--e1afmkfd.xn--p1ai', 'other@xn--e1afmkfd.xn--p1ai', 'OTHER@Пример.РФ'],
    ['Пример@Пример.рф', 'Пример@xn--e1afmkfd.xn--p1ai', 'пример@пример.рф'],
    ['rio@bücher.example', 'rio@xn--bcher-kva.example', 'rio@bu\u0308cher.example'],
  ])('%s registers, is stored as %s, and can sign in as %s, too', async (typed, address, otherwise) => {
    expect(await auth.join({ name: 'Rio', email: typed, password })).toMatchObject({
      status: 200,
      email: address,
      body: { outcome: 'registered' },
    });
    for (const spelling of [typed, address, otherwise]) {
      await expect(auth.signIn(spelling, password)).resolves.toBeDefined();
    }
    expect(await add(otherwise)).toMatchObject(problem(409, 'email-taken'));
    const userinfo = await (await auth.as(otherwise, password)).get('/oidc/me');
    expect(userinfo).toMatchObject({ status: 200, body: { email: address } });
  });

  it('are added and changed by administrators, but no two people can have one address in two spellings', async () => {
    const added = await admin.post<UserView>('/users', { name: 'Rio', email: 'rio@例子.测试' });
    expect(added).toMatchObject({ status: 201, body: { email: 'rio@xn--fsqu00a.xn--0zwm56d' } });
    const path = `/users/${added.body.uuid}`;
    const changed = await admin.send('PATCH', path, { email: 'Рио@例子。测试' });
    expect(changed).toMatchObject({ status: 200, body: { email: 'Рио@xn--fsqu00a.xn--0zwm56d' } });
    const another = await admin.post<UserView>('/users', { name: 'Rio', email: 'other@example.org' });
    const taken = await admin.send('PATCH', `/users/${another.body.uuid}`, { email: 'рио@例子.测试' });
    expect(taken).toMatchObject(problem(409, 'email-taken'));
    expect(await admin.send('PATCH', path, { email: 'рио@例子.测试' })).toMatchObject({
      status: 200,
      body: { email: 'рио@xn--fsqu00a.xn--0zwm56d' },
    });
  });

  it('are found by a part of their address, in any case and in Unicode or ASCII', async () => {
    const added = await admin.post<UserView>('/users', { name: 'Nobody', email: 'Жако@example.net' });
    for (const text of ['Жако@', 'жако@EXAMPLE']) {
      const { body } = await admin.get<UserPage>(`/users?text=${encodeURIComponent(text)}`);
      expect(body.items.map(({ uuid }) => uuid)).toEqual([added.body.uuid]);
    }
    const { body: user } = await admin.post<UserView>('/users', { name: 'No', email: 'ж@попугай.рф' });
    for (const text of ['попугай.рф', 'Ж@Попугай.рф', '@попугай.рф', user.email]) {
      const { body } = await admin.get<UserPage>(`/users?text=${encodeURIComponent(text)}`);
      expect(body.items.map(({ uuid }) => uuid)).toEqual([user.uuid]);
    }
  });

  it('can sign in with any capitals when their address is stored in lower case', async () => {
    const old = await add('old@example.org');
    expect(old.status).toBe(201);
    const [row] = await auth.database.query<{ email: string }>(`select email from users where id = $1`, [
      old.body.uuid,
    ]);
    expect(row?.email).toBe('old@example.org');
    await expect(auth.signIn('Old@EXAMPLE.org', password)).resolves.toBeDefined();
    expect(await add('OLD@example.org')).toMatchObject(problem(409, 'email-taken'));
  });

  it.each([
    ['a..b@example.org', 'email-with-wrong-characters', 'before the @'],
    ['a@my_host.example', 'email-with-wrong-domain', 'have a domain'],
    ['a@192.0.2.1', 'email-with-bare-ip', 'brackets'],
    [`${'l'.repeat(65)}@example.org`, 'email-name-too-long', '64 octets'],
    ['a@example.org\r\nBcc: b@example.org', 'email-with-wrong-characters', 'before the @'],
  ])('%j is rejected with the reason %s', async (email, code, reason) => {
    expect(await register(email)).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'email', code, message: expect.stringContaining(reason) }] },
    });
  });
});
