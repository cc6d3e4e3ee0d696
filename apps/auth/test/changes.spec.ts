import type { UserView } from '@ates/contracts';
import { Changes } from '@ates/platform';
import { blocksRead, fillMessagingTables, ChangeListener } from '../../../test/support/changes.js';
import { AuthService } from './support/auth-service.js';

describe('The change stream of Auth', () => {
  let auth: AuthService;

  beforeAll(async () => {
    auth = await AuthService.start();
  });

  afterAll(() => auth.stop());

  const listen = async (email: string): Promise<ChangeListener> =>
    ChangeListener.connect(auth.url, (await auth.signIn(email)).access_token);

  it('announces the topic people when a person is created, changed or deleted', async () => {
    const admin = await auth.as('admin@ates.local');
    const listener = await listen('polly@ates.local');
    const rio = { name: 'Rio', email: 'rio@example.org', password: 'a long enough one' };
    const { body } = await admin.post<UserView>('/users', rio);
    let version = await listener.untilReceived('people', 1);
    await admin.send('PATCH', `/users/${body.uuid}`, { name: 'Rio Grande' });
    version = await listener.untilReceived('people', version);
    await admin.send('DELETE', `/users/${body.uuid}`);
    await listener.untilReceived('people', version);
    expect(new Set(listener.topicsAfter(1))).toEqual(new Set(['people']));
    listener.close();
  });

  it('ends for a person who is deleted', async () => {
    const admin = await auth.as('admin@ates.local');
    const gone = { name: 'Gone', email: 'gone@example.org', password: 'a long enough one' };
    const { body } = await admin.post<UserView>('/users', gone);
    const { access_token: token } = await auth.signIn(gone.email, gone.password);
    const listener = await ChangeListener.connect(auth.url, token);
    await admin.send('DELETE', `/users/${body.uuid}`);
    await listener.untilEnded();
  });

  it('reads few database blocks per check, however much data there is', async () => {
    await fillMessagingTables(auth.database);
    expect(await blocksRead(auth.database, auth.get(Changes).statement)).toBeLessThan(60);
  });
});
