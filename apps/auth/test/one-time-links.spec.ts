import { v4 as uuidv4 } from 'uuid';
import { Database } from '@ates/platform';
import { OneTimeLinks, type LinkPurpose } from '../src/links/one-time-links.js';
import { revokeLinks } from '../src/links/one-time-links.queries.js';
import { AuthService } from './support/auth-service.js';

describe('One-time links (A9)', () => {
  let auth: AuthService;
  let database: Database;
  let links: OneTimeLinks;

  beforeAll(async () => {
    auth = await AuthService.start();
    database = auth.get(Database);
    links = auth.get(OneTimeLinks);
  });

  afterAll(() => auth.stop());

  /** Creates a link for a subject; returns its token. */
  const make = async (
    subject: string,
    seconds = 60,
    purpose: LinkPurpose = 'invitation',
  ): Promise<string> => {
    const id = await database.transaction((tx) => links.create(tx, { purpose, subject, seconds }));
    return links.addressOf(purpose, id).split('/').at(-1) ?? '';
  };

  const use = (token: string, purpose: LinkPurpose = 'invitation'): Promise<string> =>
    database.transaction((tx) => links.use(tx, purpose, token));

  it('return their subject once', async () => {
    const subject = uuidv4();
    const token = await make(subject);
    await expect(use(token)).resolves.toBe(subject);
    await expect(use(token)).rejects.toMatchObject({ code: 'link-used' });
  });

  it('work for only one of ten concurrent requests', async () => {
    const token = await make(uuidv4());
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => use(token)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('stay usable if the transaction that used them rolls back', async () => {
    const token = await make(uuidv4());
    await expect(
      database.transaction(async (tx) => {
        await links.use(tx, 'invitation', token);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await expect(use(token)).resolves.toBeDefined();
  });

  it('expire, can be revoked, and do not work for another purpose or when forged', async () => {
    const subject = uuidv4();
    await expect(use(await make(subject, 0))).rejects.toMatchObject({ code: 'link-expired' });
    const token = await make(subject);
    await expect(use(token, 'reset-password')).rejects.toMatchObject({ code: 'link-unknown' });
    await database.transaction((tx) => revokeLinks(tx, 'invitation', subject));
    await expect(use(token)).rejects.toMatchObject({ code: 'link-revoked' });
    await expect(use(`${token}x`)).rejects.toMatchObject({ code: 'link-unknown' });
  });
});
